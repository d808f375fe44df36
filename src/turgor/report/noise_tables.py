"""Repeatability and undeclared looks as tables."""

from collections import defaultdict
from collections.abc import Sequence

from turgor.follow.change import Change
from turgor.follow.noise import Noise
from turgor.follow.side_difference import SideDifference
from turgor.follow.whole import FollowUp, is_declared
from turgor.metrics import Measurand, find_metric
from turgor.report.context import Exploratory
from turgor.report.numbers import ABSENT, interval, number
from turgor.report.page_parts import Table
from turgor.report.words import unit_text

_HEAD = ("Metric", "Unit", "Mean", "SEM", "SEM %", "df", "SDC95 (95 %)", "ICC(1,1) (95 %)", "")
_CAPTION = "From replicate captures of the same region at the same visit"


def short_name(measurand: Measurand) -> str:
    """A metric's symbol and id with the conditions in which a family's variants differ."""
    metric = find_metric(measurand.metric)
    conditions = measurand.as_mapping()
    told = [
        str(conditions[name])
        for name in ("part", "object_class", "direction")
        if name in conditions and conditions[name] not in ("wrinkle",)
    ]
    return f"{metric.symbol} · {metric.id}" + (f" ({', '.join(told)})" if told else "")


def repeatability_tables(found: FollowUp) -> tuple[Table, Table]:
    """The declared endpoints' repeatability, then that of every measurand with own replicates."""
    declared = {e.measurand for e in found.design.endpoints}
    own = sorted(
        (n for n in found.noise if n.own is not None),
        key=lambda n: (n.measurand.metric, str(n.measurand)),
    )
    first = tuple(_row(noise) for noise in own if noise.measurand in declared)
    return (
        Table(_CAPTION, _HEAD, first, tuple(range(2, 8))),
        Table(_CAPTION, _HEAD, tuple(_row(noise) for noise in own), tuple(range(2, 8))),
    )


def _row(noise: Noise) -> tuple[str, ...]:
    own = noise.own
    if own is None:
        return ()
    share = 100.0 * own.sem / abs(own.mean) if own.mean else None
    sdc, icc = own.sdc95_interval, own.icc_1_1_interval
    marks = [
        "†" if own.error_grows_with_value else "",
        "" if noise.kind == "reseated" else noise.kind,
    ]
    return (
        short_name(noise.measurand),
        unit_text(find_metric(noise.measurand.metric).unit),
        number(own.mean),
        number(own.sem, 2),
        number(share, 2),
        str(own.df),
        f"{number(own.sdc95, 2)} ({interval(sdc.low, sdc.high, 2)})",
        f"{number(own.icc_1_1, 2)} ({interval(icc.low, icc.high, 2)})",
        " ".join(mark for mark in marks if mark),
    )


def repeatability_notes(found: FollowUp) -> tuple[str, ...]:
    """What the table means and where noise is not settled."""
    notes = [
        "SEM: within-region standard deviation of one capture. "
        "SDC95 = 1.96·√2·SEM, for one capture a visit; verdicts use Student's t with these degrees "
        "of freedom and the replicate numbers at hand. Replicates of one day hold repositioning, "
        "not day-to-day variation. †: the scatter grows with the value, so that one SEM for all is "
        "too kind to large values.",
        "ICC(2,1), agreement between operators, needs every operator on every region; it is "
        "computed by turgor.stats.agreement where a study has such data.",
    ]
    unsettled = [n for n in found.noise if not n.settles]
    if unsettled:
        reasons = sorted({n.note for n in unsettled})
        notes.append(f"Noise is not settled for {len(unsettled)} measurands: {'; '.join(reasons)}.")
    return tuple(notes)


def exploratory(found: FollowUp) -> Exploratory:
    """Undeclared contrasts by measurand and visit, with how many chance alone would call."""
    items: Sequence[SideDifference] | Sequence[Change] = found.differences or found.changes
    groups: dict[tuple[Measurand, str], list[SideDifference | Change]] = defaultdict(list)
    for item in items:
        if not is_declared(found.design, item):
            groups[item.measurand, item.visit].append(item)
    rows = [_exploratory_row(*key, group) for key, group in groups.items()]
    rows.sort(key=lambda row: (-_share(row), row[0], row[1]))
    return Exploratory(
        judged=found.exploratory_judged,
        called=found.exploratory_called,
        expected=number(found.exploratory_expected_false_calls, 2),
        table=Table(
            "Undeclared contrasts"
            + (" (difference of changes between sides)" if found.differences else ""),
            ("Metric", "Visit", "Mean", "Unit", "Beyond noise", "Judged", "Confounded"),
            tuple(rows),
            (2, 4, 5, 6),
        ),
    )


def _share(row: tuple[str, ...]) -> float:
    return int(row[4]) / max(1, int(row[5]))


def _exploratory_row(
    measurand: Measurand, visit: str, group: Sequence[SideDifference | Change]
) -> tuple[str, ...]:
    values = [
        item.difference if isinstance(item, SideDifference) else item.change
        for item in group
        if item.verdict != "confounded"
    ]
    return (
        short_name(measurand),
        visit,
        number(sum(values) / len(values)) if values else ABSENT,
        unit_text(find_metric(measurand.metric).unit),
        str(sum(item.verdict == "beyond-noise" for item in group)),
        str(sum(item.verdict in ("beyond-noise", "within-noise") for item in group)),
        str(sum(item.verdict == "confounded" for item in group)),
    )
