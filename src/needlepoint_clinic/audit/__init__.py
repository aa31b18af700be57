"""Who did what to which record, when, from where: append-only and chained by hashes."""
