"""Intake: the questionnaire, who answered it when; its answers become the history of the case."""
