"""Puts the photon walk, the archives and the strange skins within reach."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "skin"))
