"""Work out anew by which weights patients' questions find their answers, after any change to their words.

python tools/questions.py          writes src/needlepoint/care/questions/data/weights_LANG.npz
python tools/questions.py --check  only says whether they are up to date
"""

from __future__ import annotations

import sys

from needlepoint.care.questions.learned import LANGUAGES, digest, shipped_digest, write_weights


def main(arguments: list[str]) -> int:
    """Learn or check every language; 1 when a check finds old weights."""
    if arguments == ["--check"]:
        old = [lang for lang in LANGUAGES if shipped_digest(lang) != digest(lang)]
        sys.stdout.write(f"old: {', '.join(old)}; run python tools/questions.py\n" if old else "up to date\n")
        return 1 if old else 0
    for lang in LANGUAGES:
        write_weights(lang)
        sys.stdout.write(f"{lang}: written\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
