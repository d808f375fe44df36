"""Puts the planted skin, which lies with the other test surfaces, within reach."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "surfaces"))
