"""Images of layered speckle, from a maker that knows nothing of the borders' finder."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "skin"))
