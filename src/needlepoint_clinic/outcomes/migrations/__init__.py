"""Migrations of outcomes."""
