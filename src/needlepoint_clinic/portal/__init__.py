"""The patient's own pages: let in by a link or a code, they see their course and nothing of anybody else."""
