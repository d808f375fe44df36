"""A reported outcome: one number or direction of one arm of one study at one time."""

from collections.abc import Mapping
from dataclasses import dataclass, field

#: what an arm stands for
CONTROL_TYPES = ("treated", "vehicle", "untreated", "saline", "sham", "active-comparator", "pooled")
#: who or what judged
RATERS = ("instrument", "histology", "investigator", "patient", "unstated")
BLINDINGS = ("blinded", "open", "unstated")
#: from which grade on a person counts as a responder
THRESHOLDS = (
    "", "any", "grade-1", "quarter", "half", "three-quarters", "moderate", "good", "satisfied",
    "band",
)  # fmt: skip
DIRECTIONS = ("", "up", "down", "none")
SEEN = ("verified", "secondary", "unverified")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One reported outcome, with every field that a prediction of it needs.

    cohort : id shared by papers on the same people. modality : as collected, ``parameters`` its
    settings. species : 'human', 'mouse', 'rat', 'pig', 'explant'. indication : 'photoageing',
    'acne-scar', 'melasma', 'pih', 'keratosis', 'cellulite', 'healthy' and so on. cotreatments :
    what else every skin of the arm got. comparator : of a contrast row, modality and parameters
    of what is subtracted ('untreated', 'vehicle' …); None where the row is a change from
    baseline. sessions : None where not stated or continuous use. time_days : from the first
    session. n : people of the arm, else of the study. direction : up, down, none where the row
    only says so (of the quantity itself, not of improvement; for a contrast, of arm minus
    comparator). extra : further facts by name (``docs/science/outcomes.md`` lists them).
    publication : id of where it was read, '' for a row of an outside table.
    """

    study: str
    row: int
    cohort: str
    citation: str
    locator: str
    modality: str
    parameters: Mapping[str, str]
    arm: str
    endpoint: str
    unit: str
    species: str = "human"
    indication: str = ""
    cotreatments: tuple[str, ...] = ()
    control_type: str = "treated"
    comparator: "Comparator | None" = None
    rater: str = "unstated"
    blinding: str = "unstated"
    threshold: str = ""
    scale: str = ""
    n: float | None = None
    age_years: float | None = None
    sex: str = ""
    phototype: str = ""
    ancestry: str = ""
    site: str = ""
    sessions: float | None = None
    interval_days: float | None = None
    time_days: float | None = None
    baseline: float | None = None
    baseline_sd: float | None = None
    value: float | None = None
    value_sd: float | None = None
    change_pct: float | None = None
    direction: str = ""
    p_value: str = ""
    seen: str = "verified"
    extra: Mapping[str, str] = field(default_factory=dict)
    publication: str = ""

    @property
    def observed(self) -> float | None:
        """The number that a prediction is held to: the change in % where stated, else the value."""
        if self.change_pct is not None:
            return self.change_pct
        if self.value is not None and self.baseline and self.unit not in ("pct", "pct_stained"):
            return 100.0 * (self.value - self.baseline) / self.baseline
        return self.value


@dataclass(frozen=True, slots=True)
class Comparator:
    """What a contrast subtracts: control type, and modality and parameters where it is treated."""

    control_type: str
    modality: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    cotreatments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EndpointMeaning:
    """What an endpoint in a unit is, in the product's terms.

    outcome_class : structural, optical, mechanical, barrier, histology, graded, responder, event.
    observable : id that the virtual skin predicts, '' where unmapped. metric : id of the metric
    that is the same quantity, '' where none of the catalogue's is; conditions : what of its
    conditions the endpoint states. number : how the number is expressed (percent-change,
    percent-of-people, points-change, mean-score, absolute, ratio and so on;
    ``turgor.evidence.outcomes.endpoints.NUMBERS`` says of each what it is). improvement : +1 where
    more of the number as it is expressed is better, -1 where less is, 0 where neither. reason :
    why it is unmapped. factor : takes an absolute number to the observable's unit.
    """

    endpoint: str
    unit: str
    outcome_class: str
    observable: str
    metric: str = ""
    conditions: Mapping[str, str] = field(default_factory=dict)
    number: str = ""
    improvement: int = 0
    reason: str = ""
    factor: float = 1.0


CLASSES = (
    "structural", "optical", "mechanical", "barrier", "histology", "graded", "responder", "event",
)  # fmt: skip
