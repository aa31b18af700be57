"""Outcomes: scores on clinical scales, by whom, blinded or not."""
