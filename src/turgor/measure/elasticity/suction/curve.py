"""One located suction cycle with its elevations, as findings and pictures need them."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Split:
    """A curve parted by one rule.

    split_s, release_split_s : s after suction began and after it ended; None where not found.
    ue_mm, uv_mm : immediate and delayed rise. ur_mm : immediate fall. qe, qr : mm s, area of the
    immediate and of the later recovery. All None where the rule found no split.
    """

    rule: str
    split_s: float | None = None
    release_split_s: float | None = None
    ue_mm: float | None = None
    uv_mm: float | None = None
    ur_mm: float | None = None
    qe: float | None = None
    qr: float | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """One cycle; elevations in mm as recorded, times in the recording's own s.

    number : as the instrument counts, from 1. start_s, release_s, end_s : suction on, off, next.
    trouble : why nothing is stated of it, '' for a sound curve. level_mm, top_mm, end_mm :
    elevation at start, release and end. noise_mm : scatter of one sample;
    level_u_mm : of the level, less where it is the mean of a stretch of rest. area_on, area_off :
    mm s under suction and release, above ``level_mm``. splits : one for each rule.
    """

    number: int
    start_s: float
    release_s: float
    end_s: float
    trouble: str = ""
    level_mm: float = 0.0
    top_mm: float = 0.0
    end_mm: float = 0.0
    noise_mm: float = 0.0
    level_u_mm: float = 0.0
    area_on: float = 0.0
    area_off: float = 0.0
    splits: tuple[Split, ...] = ()
    flags: tuple[str, ...] = field(default=())

    @property
    def uf_mm(self) -> float:
        """Final deformation: how far the skin rose."""
        return self.top_mm - self.level_mm

    @property
    def ua_mm(self) -> float:
        """Total retraction by the end of the release."""
        return self.top_mm - self.end_mm
