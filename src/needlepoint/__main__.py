"""`python -m needlepoint`: the same as the `needlepoint` command."""

from __future__ import annotations

from .cli import main

main()
