"""Migrations of clinics."""
