"""Makes the peers of ``benchmarks`` importable, with one thread each: a second one only slows their small matrices."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
