"""An invented clinic with invented people at every stage of a course."""
