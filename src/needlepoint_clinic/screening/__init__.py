"""Screening of a patient by the engine's rules, kept as it was; overrides with name and reason."""
