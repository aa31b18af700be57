"""Migrations of photographs."""
