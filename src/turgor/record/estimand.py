"""An estimand as data: whom and what an endpoint's number is about, after ICH E9(R1)."""

from dataclasses import dataclass

#: how an intercurrent event is dealt with
STRATEGIES = (
    "treatment-policy",
    "hypothetical",
    "composite",
    "while-on-treatment",
    "principal-stratum",
)
#: what the population's answer is summed up in
SUMMARIES = ("difference-of-means", "mean-change", "share-of-responders")


@dataclass(frozen=True, slots=True)
class IntercurrentEvent:
    """What may happen after treatment has begun and bears on the value or on what it means.

    handling : the strategy in this study's own words, empty where its name says enough.
    """

    event: str
    strategy: str
    handling: str = ""


@dataclass(frozen=True, slots=True)
class Estimand:
    """Attributes that a design states; the variable follows from the endpoint's measurand.

    population : whom the question is about. summary : one of SUMMARIES. treatment : what is
    compared, in words; empty = the design's arms.
    """

    population: str
    summary: str
    treatment: str = ""
    events: tuple[IntercurrentEvent, ...] = ()
