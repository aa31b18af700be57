"""Migrations of checkins."""
