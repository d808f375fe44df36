"""Why each option was taken or not, and which mechanism serves which concern."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from turgor.plan.candidate import DAYS_A_WEEK
from turgor.plan.plan import Plan
from turgor.plan.prepare import Prepared
from turgor.plan.problem import Option, Pick, Problem
from turgor.plan.prune import Reason
from turgor.plan.template import NOTHING, Template
from turgor.rules.treatment import treatment_words

#: what became of an option, the taken first
FATES = ("chosen", "left-out", "beaten", "no-room", "no-gain", "wish", "needs-override", "waits",
         "rejected")  # fmt: skip
#: begins the line that says what was done to a choice so that a limit holds
_SO_THAT = "so that it holds: "
#: a gain below this on the adding scale is none
_NO_GAIN = 1e-6


@dataclass(frozen=True, slots=True)
class Explained:
    """One option: its fate, of FATES, and why, with the rules where rules say so."""

    candidate: str
    fate: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Mechanism:
    """What a modality, in words of the rules, does for a concern, and on which evidence.

    evidence : trial, cohort, review, guideline, label, expert. seen : whether that was read in the
    source named.
    """

    mechanism: str
    modality: str
    concern: str
    evidence: str
    says: str
    source: str
    seen: bool


def explained(prepared: Prepared, plan: Plan) -> tuple[Explained, ...]:
    """Every candidate beside a plan, in the candidates' order."""
    picks = tuple((one.candidate.id, one.start_week) for one in plan.courses)
    verdicts = {one.candidate.id: one for one in prepared.verdicts}
    found = []
    for candidate in prepared.candidates:
        verdict = verdicts[candidate.id]
        if candidate.id == NOTHING:
            found.append(_of_nothing(prepared, plan))
        elif verdict.status != "offered":
            found.append(Explained(candidate.id, verdict.status, verdict.reasons))
        elif candidate.id in prepared.fitted.unfit:
            why = Reason(prepared.fitted.unfit[candidate.id])
            found.append(Explained(candidate.id, "wish", (why,)))
        else:
            fate, told = _of_option(prepared, plan, picks, candidate.id)
            found.append(Explained(candidate.id, fate, (Reason(told),)))
    return tuple(found)


def mechanisms_for(concerns: Sequence[str], templates: Sequence[Template]) -> tuple[Mechanism, ...]:
    """The table's lines for these concerns and the modalities of these templates."""
    from turgor.rules.vocabulary import standard_vocabulary

    words: set[str] = set()
    for one in templates:
        kind = one.modality or one.use
        # the rules' own word where there is one: needles with current are not needles without
        words |= set(treatment_words(kind, one.settings, standard_vocabulary())[0]) or {kind}
    return tuple(
        line for line in mechanisms() if line.concern in concerns and line.modality in words
    )


@cache
def mechanisms() -> tuple[Mechanism, ...]:
    """The table of mechanism, modality and concern, as it ships."""
    entry = files("turgor.plan") / "data" / "mechanisms.toml"
    rows = tomllib.loads(entry.read_text(encoding="utf-8"))["serves"]
    return tuple(
        Mechanism(
            mechanism=str(row["mechanism"]),
            modality=str(row["modality"]),
            concern=str(concern),
            evidence=str(row["evidence"]),
            says=str(row["says"]),
            source=str(row["source"]),
            seen=bool(row["seen"]),
        )
        for row in rows
        for concern in row["concerns"]
    )


def _of_nothing(prepared: Prepared, plan: Plan) -> Explained:
    if not plan.courses:
        return Explained(NOTHING, "chosen", (Reason("no course adds to what is wanted"),))
    told = "; ".join(
        f"{item.objective.quantity} {item.nothing:+.3g} {item.unit}"
        for item in plan.values
        if item.objective.sought
    )
    day = max(item.objective.horizon_day for item in plan.values)
    return Explained(NOTHING, "beaten", (Reason(f"by day {day:g} it does: {told}"),))


def _of_option(prepared: Prepared, plan: Plan, picks: Sequence[Pick], name: str) -> tuple[str, str]:
    problem = prepared.problem  # as it was chosen in
    for burden, for_each in plan.reserved:
        problem = problem.reserving(burden, for_each)
    option = problem.by_id.get(name)
    if name in dict(picks):
        week = dict(picks)[name]
        return "chosen", f"from day {DAYS_A_WEEK * week}; {_adds(prepared, name, week)}"
    if option is None or max(max(row) for row in option.gains.values()) <= _NO_GAIN:
        naive = all(
            prepared.table.row(name).curves[item.quantity].naive
            for level in prepared.sought.levels
            for item in level
        )
        told = ": nothing tells it from other treatments in what is wanted" if naive else ""
        return "no-gain", f"it adds nothing to what is wanted{told}"
    for left in plan.left_out:
        if left == name:
            return "left-out", _LEFT_OUT
        if problem.by_id[left].family == option.family:
            return "left-out", f"of the same modality {left} was better, and it was {_LEFT_OUT}"
    same = next((one for one, _ in picks if problem.by_id[one].family == option.family), "")
    if same:
        return "beaten", _against(prepared, problem, picks, option, same)
    broken = _broken_everywhere(problem, picks, option)
    if broken:
        return "no-room", f"beside what is chosen there is no week for it: {broken}"
    told = _adds(prepared, name, _best_week(option))
    return "beaten", f"{told}; {_not_taken(plan, problem, picks, option)}"


def _not_taken(plan: Plan, problem: Problem, picks: Sequence[Pick], option: Option) -> str:
    """Why an option that there is room for was not taken."""
    free = [week for week in option.gains if not problem.broken((*picks, (option.id, week)))]
    adds = max(option.gains[week] for week in free)
    value = problem.value(picks)
    if all(gain <= plan.given_up * abs(own) for gain, own in zip(adds, value, strict=True)):
        return "within what a simpler plan may cost"
    if any(one.startswith(_SO_THAT) for one in plan.reasons):
        return "beside the others, forecast as one, a limit would not hold"
    return "the search ended before it was tried; by how much better could be, the gap says"


_LEFT_OUT = (
    "chosen by the sum of single courses; forecast together, the others reach hardly less without"
)


def _against(
    prepared: Prepared, problem: Problem, picks: Sequence[Pick], option: Option, same: str
) -> str:
    own = _adds(prepared, option.id, _best_week(option))
    theirs = _adds(prepared, same, dict(picks)[same])
    told = f"{same} is taken of the same modality: {theirs}; of this one at best: {own}"
    rest = [pick for pick in picks if pick[0] != same]
    broken = _broken_everywhere(problem, rest, option)
    if broken:
        return f"{told}; in its place this would break: {broken}"
    best, taken = option.gains[_best_week(option)], problem.option(same).gains[dict(picks)[same]]
    if best > taken:
        return f"{told}; what it reaches beyond is within what a simpler plan may cost, or the gap"
    return told


def _best_week(option: Option) -> int:
    return max(option.gains, key=lambda week: (option.gains[week], -week))


def _adds(prepared: Prepared, name: str, week: int) -> str:
    """What a course by itself adds to what is sought, as it is counted."""
    curves = prepared.table.row(name).curves
    told = []
    for level in prepared.sought.levels:
        for item in level:
            curve = curves[item.quantity]
            added = curve.counted(item, float(DAYS_A_WEEK * week)).median
            gain = curve.scale.gain(added, curve.nothing_at(item.horizon_day))
            told.append(f"{item.quantity} better by {gain:.3g} {curve.unit}")
    item = prepared.sought.levels[0][0]
    when = f"on day {item.horizon_day:g}"
    if item.counted == "mean":
        when = f"in the mean until day {item.horizon_day:g}"
    return f"by itself {', '.join(told)} {when}"


def _broken_everywhere(problem: Problem, picks: Sequence[Pick], option: Option) -> str:
    """What adding the option breaks where it breaks least, '' where some week is free."""
    least: tuple[str, ...] | None = None
    for week in sorted(option.gains):
        broken = problem.broken((*picks, (option.id, week)))
        if not broken:
            return ""
        if least is None or len(broken) < len(least):
            least = broken
    return "; ".join(least or ())
