"""What documents of ``--json`` have alike: their envelope, numbers that may be none, flags."""

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from turgor import __version__
from turgor.record.stimulus import StimulusFlag

NOTICE = "Supports research and clinicians; not a medical device."


def envelope(schema: str) -> dict[str, object]:
    """What a document begins with: its schema, who wrote it, and what it is not."""
    return {"schema": schema, "version": __version__, "notice": NOTICE}


def known(value: float) -> float | None:
    """The number, None where it is none or endless, for which JSON has no word."""
    return value if math.isfinite(value) else None


def rounded(values: NDArray[np.float64], digits: int) -> list[float | None]:
    """Numbers (n,) to so many significant digits, None for those that are none."""
    return [known(float(f"{value:.{digits}g}")) for value in values.tolist()]


def flag_documents(flags: Iterable[StimulusFlag]) -> list[dict[str, str]]:
    """Flags in the shape of the command line's contract."""
    return [{"code": flag.code, "text": flag.text, "source": flag.source} for flag in flags]
