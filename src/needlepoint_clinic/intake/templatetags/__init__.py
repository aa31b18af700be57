"""Template words of the questionnaire."""
