"""Consent: what was agreed to, in which words, understood how, until when."""
