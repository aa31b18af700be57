"""Migrations of patients."""
