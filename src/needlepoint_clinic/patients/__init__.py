"""Patients: identity under seal, how to find one again, who may look."""
