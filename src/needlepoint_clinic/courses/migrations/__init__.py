"""Migrations of courses."""
