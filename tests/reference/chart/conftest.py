"""Scenes of charts, from a renderer that knows nothing of the finder."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "surfaces"))
