"""Django finds models here."""

from .records import Submission

__all__ = ["Submission"]
