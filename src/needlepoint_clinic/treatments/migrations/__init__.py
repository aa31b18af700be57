"""Migrations of treatments."""
