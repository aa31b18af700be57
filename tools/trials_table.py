"""Play the published trials out and put their table into docs/trials.md. About a minute of one core.

python tools/trials_table.py            # rewrites the rows of the table; the sentences around it are a person's
"""

from __future__ import annotations

import sys
from pathlib import Path

from needlepoint.cohort.published import markdown, replay_folder

TOP = Path(__file__).parents[1]
PAGE = TOP / "docs" / "trials.md"
HEAD = "| figure | what |"


def main() -> int:
    """Rewrite the table; say how many figures are inside, to be held against the text."""
    found = replay_folder(TOP / "examples" / "trials" / "published")
    lines = PAGE.read_text("utf-8").splitlines()
    first = next(at for at, line in enumerate(lines) if line.startswith(HEAD))
    last = next(at for at in range(first, len(lines)) if not lines[at].startswith("|"))
    PAGE.write_text("\n".join([*lines[:first], *markdown(found).splitlines(), *lines[last:]]) + "\n", "utf-8")
    seen, unseen = found.inside(seen=True), found.inside(seen=False)
    sys.stdout.write(f"inside: {seen[0]} of {seen[1]} seen by the fit, {unseen[0]} of {unseen[1]} not seen\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
