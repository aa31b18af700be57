"""The clinic's tests, run on SQLite and on PostgreSQL."""
