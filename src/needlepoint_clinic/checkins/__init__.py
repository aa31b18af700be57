"""Check-ins: a patient's day entries, held against the forecast and the fixed red flags."""
