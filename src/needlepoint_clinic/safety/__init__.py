"""Safety: who got lot X, adverse events, overrides, and how past forecasts held up."""
