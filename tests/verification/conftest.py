"""Lets the verification tests share their cells and the independent solver."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
