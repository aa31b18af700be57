"""Questions that patients ask, answered from the project's own statements and sources; or "I do not know"."""

from .asking import Reply, ask
from .statements import Statement, statements

__all__ = ["Reply", "Statement", "ask", "statements"]
