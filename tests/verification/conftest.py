"""Lets the verification tests share their cells, the independent solver and the peers of ``benchmarks``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
