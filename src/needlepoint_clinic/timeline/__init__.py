"""Today and the patient's page: everything on one line of time, with the forecast beneath."""
