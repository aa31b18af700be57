"""Write the two lock files: names, versions and hashes for every platform, and no index address.

``requirements.lock`` holds what running needs, the clinic included, and the build backend; ``requirements-dev.lock``
holds that and what developing needs. One version of each package serves every Python from 3.11 on, so that all run the
same arithmetic.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HEADER = "# Written by `make lock` from pyproject.toml; every platform; install with --require-hashes.\n"
LOCKS = {"requirements.lock": "build", "requirements-dev.lock": "dev"}
OPTIONS = (
    "--universal",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-header",
    "--fork-strategy=fewest",
    "--python-version=3.11",
    "--extra=clinic",
    "--extra=cluster",
    "--extra=pdf",
    "--upgrade",
)


def compile_lock(group: str) -> str:
    """The lock's text for one dependency group."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", *OPTIONS, "--group", group, "pyproject.toml"]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def main() -> None:
    """Write both, or neither when the second cannot be resolved."""
    texts = {name: compile_lock(group) for name, group in LOCKS.items()}
    for name, text in texts.items():
        if "://" in text:
            sys.exit(f"{name} would name an address; it must not")
        Path(name).write_text(HEADER + text, "utf-8")


if __name__ == "__main__":
    main()
