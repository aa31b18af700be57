"""What every part of the clinic stands on: sealed fields, records, forms, headers, refusals."""
