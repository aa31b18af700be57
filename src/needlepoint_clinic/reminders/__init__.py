"""Reminders: neutral e-mails on the days that matter, queued in the database, each sent once at most."""
