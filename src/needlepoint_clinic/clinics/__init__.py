"""Clinics, who belongs to them and in which role; the first-run screen."""
