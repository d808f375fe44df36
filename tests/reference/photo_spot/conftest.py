"""Puts the made-up skin and its photographs within reach."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "photographs"))
