"""Parts of a frozen plan, cut out by the database: a page that draws one curve need not read 400 kilobytes of JSON."""

from __future__ import annotations

from typing import Any

from django.db.models import Func, JSONField


class AcceptedOption(Func):
    """The accepted proposal of a plan, without the fields of its visits: ``AcceptedOption("plan", "option")``."""

    output_field = JSONField()
    arity = 2

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        """Along the list of proposals."""
        plan, option, told = self._sides(compiler)
        return (
            f"(SELECT json_remove(one.value, '$.sessions') FROM json_each({plan}, '$.options') AS one "
            f"WHERE json_extract(one.value, '$.name') = {option})"
        ), told

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        """By a path, so that the plan is unpacked once."""
        plan, option, told = self._sides(compiler)
        path = "$.options[*] ? (@.name == $name)"
        return f"(jsonb_path_query_first({plan}, '{path}', jsonb_build_object('name', {option})) - 'sessions')", told

    def _sides(self, compiler: Any) -> tuple[str, str, list[Any]]:
        (plan, first), (option, second) = (compiler.compile(item) for item in self.source_expressions)
        return plan, option, [*first, *second]
