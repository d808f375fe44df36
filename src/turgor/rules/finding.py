"""What a check says: findings, open rules, questions, conflicts."""

from dataclasses import dataclass, field, replace
from datetime import date

from turgor.rules.rule import SEVERITIES, Rule
from turgor.rules.standing import Standing


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule fires: the view's label and scope, the treatments in it, and the day."""

    label: str
    scope: str
    sessions: tuple[int, ...]
    day: float


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that fires, once, with every place where it does.

    citation : of its source; empty where assumed. outside_population : how the person differs from
    who was studied, empty where not. overridden : the recorded override that holds for it, in
    words; the finding stands all the same.
    """

    rule: Rule
    standing: Standing
    citation: str
    places: tuple[Place, ...]
    outside_population: str = ""
    overridden: str = ""

    @property
    def severity(self) -> str:
        """What it does: info, warn, require_override or block."""
        return self.standing.severity

    @property
    def stops(self) -> bool:
        """Whether it blocks and no override holds."""
        return self.severity == "block" and not self.overridden

    @property
    def sessions(self) -> tuple[int, ...]:
        """The treatments in any of its places, in order."""
        return tuple(sorted({at for place in self.places for at in place.sessions}))


@dataclass(frozen=True, slots=True)
class OpenRule:
    """A rule that can't be decided in some places, and the fields that could decide it.

    needed : in any of its places. at : the same for each of ``places``.
    """

    rule: Rule
    standing: Standing
    needed: tuple[str, ...]
    places: tuple[Place, ...]
    at: tuple[tuple[str, ...], ...]

    @property
    def severity(self) -> str:
        """What it would do if it fired."""
        return self.standing.severity


@dataclass(frozen=True, slots=True)
class Ask:
    """What to ask: for which rules, the highest severity among them, and why it is not known."""

    field: str
    text: str
    rules: tuple[str, ...]
    severity: str
    reasons: tuple[str, ...] = ()

    @property
    def blocking(self) -> bool:
        """Whether a rule that could block waits for it: no treatment before it is answered."""
        return self.severity == "block"


@dataclass(frozen=True, slots=True)
class Opposed:
    """Two findings in one place that ask for opposite things: side by side, never merged."""

    one: Finding
    other: Finding
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CourseCheck:
    """What a library says of a case and one of its courses on one day; the strongest first.

    silent : keys of the rules in force that neither fired nor are open. not_asked : of those
    that speak of a person where nothing is planned at all.
    """

    course: str
    library_sha256: str
    packs: tuple[tuple[str, str], ...]
    overlays: tuple[str, ...]
    day: date
    findings: tuple[Finding, ...]
    unanswered: tuple[OpenRule, ...]
    questions: tuple[Ask, ...]
    conflicts: tuple[Opposed, ...]
    silent: tuple[str, ...]
    not_asked: tuple[str, ...] = ()
    overrides: tuple[str, ...] = field(default=())

    @property
    def severity(self) -> str:
        """The highest severity that fired, '' where nothing did."""
        return self.findings[0].severity if self.findings else ""

    @property
    def blocked(self) -> bool:
        """Whether a rule blocks and nobody who may has overridden it."""
        return any(item.stops for item in self.findings)

    @property
    def undecided(self) -> bool:
        """Whether an answer is missing to a rule that would block."""
        return any(item.blocking for item in self.questions)

    def of(self, rule_id: str) -> Finding | None:
        """The finding of a rule, None where it did not fire."""
        return next((item for item in self.findings if item.rule.id == rule_id), None)

    def asked_at(self, label: str) -> tuple[str, ...]:
        """Fields that could still decide a rule in one place, the most urgent rule's first."""
        found = [
            name
            for one in self.unanswered
            for place, needed in zip(one.places, one.at, strict=True)
            if place.label == label
            for name in needed
        ]
        return tuple(dict.fromkeys(found))

    def with_findings(
        self, findings: tuple[Finding, ...], overrides: tuple[str, ...]
    ) -> "CourseCheck":
        """The same check with findings marked; conflicts show the marks too."""
        marked = {item.rule.key: item for item in findings}
        conflicts = tuple(
            replace(pair, one=marked[pair.one.rule.key], other=marked[pair.other.rule.key])
            for pair in self.conflicts
        )
        return replace(self, findings=findings, conflicts=conflicts, overrides=overrides)


def rank(severity: str) -> int:
    """0 for info up to 3 for block."""
    return SEVERITIES.index(severity)
