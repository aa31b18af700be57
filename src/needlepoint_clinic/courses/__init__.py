"""Courses: the plan screen, the chosen proposal, its forecast frozen with inputs, versions and hash."""
