"""One aspect of capture quality, and all of them together."""

from dataclasses import dataclass

GOOD, POOR, NOT_JUDGED = "good", "poor", "not-judged"


@dataclass(frozen=True, slots=True)
class Aspect:
    """One aspect, after the categories of katragadda-2017.

    value : the number that was judged, NaN where there is none. limit : what it was held against;
    limit_id : the evidence parameter that the limit is, with its basis.
    advice : one line, what to do; '' where the aspect is good.
    """

    name: str
    category: str
    verdict: str
    value: float
    unit: str
    limit: float
    limit_id: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class CaptureQuality:
    """All aspects of one photograph."""

    aspects: tuple[Aspect, ...]

    @property
    def verdict(self) -> str:
        """'poor' where any aspect is, 'good' where one is and none is poor, else 'not-judged'."""
        verdicts = {aspect.verdict for aspect in self.aspects}
        return POOR if POOR in verdicts else GOOD if GOOD in verdicts else NOT_JUDGED

    @property
    def flags(self) -> tuple[str, ...]:
        """A flag for each poor aspect, for example 'capture-focus-chart-poor'."""
        return tuple(f"capture-{a.name}-poor" for a in self.aspects if a.verdict == POOR)

    def aspect(self, name: str) -> Aspect:
        """One aspect by its name.

        Errors: KeyError where there is none of that name.
        """
        for aspect in self.aspects:
            if aspect.name == name:
                return aspect
        raise KeyError(name)
