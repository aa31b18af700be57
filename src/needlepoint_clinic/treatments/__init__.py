"""Treatments: the visit in six steps, charted zone by zone, signed, then only added to."""
