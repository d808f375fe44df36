"""Published shares of people who improved, with their denominators and their control groups."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from turgor.evidence.outcome import Outcome
from turgor.evidence.outcomes.library import all_outcomes, meaning
from turgor.predict.forecast.variant import collected_modality
from turgor.record.course import Course
from turgor.workflow.decision.counts import Counted, NumberNeeded, number_needed

#: what a control group may be
_CONTROLS = ("vehicle", "untreated", "saline", "sham")
_THRESHOLDS = {
    "": "improved",
    "any": "improved at all",
    "grade-1": "better by a grade or more",
    "quarter": "better by a quarter or more",
    "half": "better by half or more",
    "three-quarters": "better by three quarters or more",
    "moderate": "moderately better or more",
    "good": "well improved",
    "satisfied": "satisfied",
}
#: agents by the name that settings give them
_AGENTS = {"tca": "trichloroacetic", "plla": "", "caha": ""}
#: uses that are an agent
_NAMED = {"hydroquinone": "hydroquinone"}
#: wavelengths of one kind of laser
_SAME_NM = 20.0
#: shares of people between two marks, which say nothing of those who did better
_BETWEEN = "band"


@dataclass(frozen=True, slots=True)
class Trial:
    """One published share of one arm at one time.

    control, control_type : of the same study, None and '' where it had none that can be told.
    why : why there is no number needed to treat, '' where there is one.
    """

    publication: str
    observable: str
    citation: str
    arm: str
    said: str
    day: float | None
    people: str
    judged: str
    treated: Counted
    control: Counted | None
    control_type: str
    needed: NumberNeeded | None
    why: str


def trials_of(
    observables: Collection[str], course: Course, outcomes: Iterable[Outcome] | None = None
) -> tuple[Trial, ...]:
    """What was published of some looks of people after such treatments, controlled ones first.

    Of a course of several treatments, what was published of each by itself. Only figures that were
    seen in their source, of people, and of shares of them; none of another agent or wavelength.
    """
    parts = parts_of(course)
    rows = [
        row
        for row in (all_outcomes() if outcomes is None else outcomes)
        if row.species == "human"
        and row.seen == "verified"
        and row.comparator is None
        and row.value is not None
        and row.threshold != _BETWEEN
        and _is_share(row, observables)
    ]
    found = [
        _trial(row, rows)
        for row in rows
        if row.control_type in ("treated", "active-comparator")
        and any(one.is_of(row) for one in parts)
    ]
    found.sort(key=lambda item: (item.needed is None, item.control is None, item.publication))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Part:
    """One treatment as published outcomes name it; agent '' and wavelength None where open."""

    modality: str
    agent: str
    wavelength_nm: float | None

    def is_of(self, row: Outcome) -> bool:
        """Whether a row is of this treatment, as far as both state what it is."""
        if row.modality != self.modality:
            return False
        agent, wavelength = _agent(row.parameters.get("agent", "")), _wavelength(row)
        if agent and self.agent and agent != self.agent:
            return False
        if wavelength is None or self.wavelength_nm is None:
            return True
        return abs(wavelength - self.wavelength_nm) <= _SAME_NM


def parts_of(course: Course) -> tuple[Part, ...]:
    """Treatments of a course, each once."""
    found = []
    for one in course.sessions:
        modality = collected_modality(Course(sessions=(one,)))
        wavelength = one.settings.get("wavelength_nm")
        found.append(
            Part(
                modality,
                _agent(str(one.settings.get("agent", ""))),
                wavelength if isinstance(wavelength, float) else None,
            )
        )
    for use in course.uses:
        agent = str(use.settings.get("agent", "")) or _NAMED.get(use.kind, "")
        found.append(Part(collected_modality(Course(uses=(use,))), _agent(agent), None))
    return tuple(dict.fromkeys(found))


def _agent(name: str) -> str:
    """An agent's name without case and without the form of its molecule."""
    said = name.lower().replace("_", " ").removeprefix("l ")
    return _AGENTS.get(said, said)


def _wavelength(row: Outcome) -> float | None:
    said = row.parameters.get("wavelength_nm", "")
    return float(said) if said.replace(".", "", 1).isdigit() else None


def _is_share(row: Outcome, observables: Collection[str]) -> bool:
    told = meaning(row)
    return told.observable in observables and told.number == "percent-of-people"


def _trial(row: Outcome, rows: Sequence[Outcome]) -> Trial:
    treated = _counted(row)
    control, why = _control(row, rows)
    held = None if control is None else _counted(control)
    needed = None if held is None else number_needed(treated, held)
    if held is not None and needed is None:
        why = "the two groups don't differ beyond chance"
    people = [row.indication.replace("-", " "), row.site.replace("_", " ")]
    people.append(f"phototype {row.phototype}" if row.phototype else "")
    judged = [row.rater if row.rater != "unstated" else "", row.blinding]
    return Trial(
        publication=row.publication,
        observable=meaning(row).observable,
        citation=row.citation,
        arm=_treatment(row),
        said=_THRESHOLDS.get(row.threshold, row.threshold),
        day=row.time_days,
        people=", ".join(filter(None, people)),
        judged=", ".join(one for one in judged if one and one != "unstated") or "not stated",
        treated=treated,
        control=held,
        control_type="" if control is None else control.control_type,
        needed=needed,
        why=why,
    )


def _treatment(row: Outcome) -> str:
    """Agent and strength where they are stated, else the modality."""
    agent = row.parameters.get("agent", "") or row.parameters.get("product", "")
    strength = row.parameters.get("conc_pct", "")
    name = agent or row.modality
    wavelength = row.parameters.get("wavelength_nm", "")
    more = f" {strength} %" if strength else ""
    return f"{name.replace('_', ' ')}{more}{f', {wavelength} nm' if wavelength else ''}"


def _control(row: Outcome, rows: Sequence[Outcome]) -> tuple[Outcome | None, str]:
    """The control arm of the same study, question, time and site; the reason where there is none.

    Where a study pools trials, its arm ``vehicle_of_X`` is that of the arm that ends in X.
    """
    alike = [
        one
        for one in rows
        if one.control_type in _CONTROLS
        and (one.study, one.endpoint, one.unit, one.threshold, one.rater, one.time_days, one.site)
        == (row.study, row.endpoint, row.unit, row.threshold, row.rater, row.time_days, row.site)
    ]
    own = [one for one in alike if _is_own(one, row)]
    kept = own or [one for one in alike if "_of_" not in one.arm]
    if not kept:
        return None, "no comparison group"
    if len(kept) > 1:
        return None, "several comparison groups that can't be told apart"
    return kept[0], ""


def _is_own(control: Outcome, row: Outcome) -> bool:
    _, of, rest = control.arm.partition("_of_")
    return bool(of) and row.arm.endswith(f"_{rest}")


def _counted(row: Outcome) -> Counted:
    """Counts where the source prints how many of the very arm; else the share alone.

    Without them ``n`` may be that of the whole study.
    """
    share = 0.01 * (row.value or 0.0)
    responders = row.extra.get("responders", "")
    if responders.isdigit() and row.n:
        events, people = int(responders), int(row.n)
        return Counted(events / people, events, people)
    return Counted(share, None, int(row.n) if row.n else None)
