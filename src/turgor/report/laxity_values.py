"""Values of one place over the visits, with change and verdict, as a table of both sides."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from turgor.follow.noise import Noise
from turgor.metrics import Measurand, find_metric
from turgor.report.laxity_context import Cell, ValueGroup, ValueRow, ValueTable
from turgor.report.laxity_place import PlaceValues, ValueKey
from turgor.report.numbers import ABSENT, number, signed
from turgor.report.words import verdict, with_unit

DIFFERENCE, UNIDENTIFIED = "treated − control", "not identified"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A metric of a table. only : condition that its measurands must have, name and value."""

    metric: str
    symbol: str = ""
    only: tuple[tuple[str, str | float], ...] = ()


def value_table(
    values: PlaceValues,
    wanted: Sequence[Wanted],
    caption: str,
    load: str,
    *,
    folded: bool = False,
    reported: bool = False,
) -> ValueTable | None:
    """A table of the wanted metrics; None where the place has none of them.

    Measurands of one metric that differ in a condition stand one below another, each with the
    condition that parts them: their values are never compared. folded : closed at first, unless a
    declared endpoint stands in it.
    """
    chosen = [
        (want, measurand, item)
        for want in wanted
        for measurand, item in values.measurands(want.metric)
        if set(want.only) <= set(measurand.conditions)
    ]
    if not chosen:
        return None
    shared = _shared([m for _, m, _ in chosen])
    notes: dict[str, int] = {}
    groups = tuple(_group(values, one, chosen, notes) for one in chosen)
    return ValueTable(
        caption=caption,
        regime=_regime(load, shared),
        visits=values.visits,
        groups=groups,
        notes=tuple(notes),
        folded=folded and not any(group.declared for group in groups),
        reported=reported,
    )


def _shared(measurands: Sequence[Measurand]) -> dict[str, object]:
    """Conditions that every measurand that has them states alike."""
    seen: dict[str, set[object]] = defaultdict(set)
    for one in measurands:
        for name, value in one.conditions:
            seen[name].add(value)
    return {name: next(iter(values)) for name, values in seen.items() if len(values) == 1}


_UNITS = {"mm": "mm", "mbar": "mbar", "s": "s", "n": "N", "mhz": "MHz", "db": "dB", "hz": "Hz"}
_UNITS |= {"m_s": "m/s", "kg_m3": "kg/m³", "um": "µm", "pct": "%"}
#: said by flags, or nothing that a reader needs beside a table
_SILENT = {"border_rule", "echo_scale", "device_class", "regime", "homogeneous_bulk"}


def condition_text(name: str, value: object) -> str:
    """One condition in words with its unit; empty for a number that was not stated."""
    for suffix, unit in sorted(_UNITS.items(), key=lambda item: -len(item[0])):
        if name.endswith(f"_{suffix}") and isinstance(value, int | float):
            if value == 0:
                return ""
            return f"{name.removesuffix(f'_{suffix}').replace('_', ' ')} {value:g} {unit}"
    if name == "split_rule":
        return "split at 0.1 s" if value == "fixed-0.1s" else f"split by {value}"
    shown = f"{value:g}" if isinstance(value, int | float) else str(value)
    return f"{name.replace('_', ' ')} {shown}"


def _regime(load: str, shared: dict[str, object]) -> str:
    device = str(shared.get("device_class", shared.get("device_model", "several, see the rows")))
    parts = [f"Device class: {device}", f"regime: {load}"]
    if "regime" in shared:
        parts[-1] += f" ({shared['regime']})"
    told = [condition_text(n, v) for n, v in shared.items() if n not in _SILENT]
    return "; ".join([*parts, ", ".join(filter(None, told))]).rstrip("; ") + "."


def _group(
    values: PlaceValues,
    one: tuple[Wanted, Measurand, str],
    chosen: Sequence[tuple[Wanted, Measurand, str]],
    notes: dict[str, int],
) -> ValueGroup:
    want, measurand, item = one
    metric = find_metric(measurand.metric)
    alike = [m for w, m, _ in chosen if w.metric == want.metric]
    shared = _shared(alike)
    apart = _apart(measurand, shared)
    if "split_rule" in measurand.as_mapping() and "split_rule" in shared:
        apart.append(condition_text("split_rule", shared["split_rule"]))
    rows = [_row(values, measurand, item, side, notes) for side in values.sides]
    kept = [row for row in rows if any(c.text != ABSENT for c in row.cells)]
    contrast = _contrast(values, measurand, notes) if not item else None
    return ValueGroup(
        symbol=want.symbol or metric.symbol,
        name=f"{metric.name.partition(',')[0]}{f', {item}' if item else ''}",
        rule=", ".join(filter(None, apart)),
        noise=_noise(values.noise.get(measurand), metric.unit),
        rows=tuple([*kept, contrast] if contrast is not None else kept),
        declared="" if item else values.declared.get(measurand, ""),
    )


def _apart(measurand: Measurand, shared: Mapping[str, object]) -> list[str]:
    """What parts a measurand from the others of its metric; a rule or a frequency says it all."""
    differing = {n: v for n, v in measurand.conditions if n not in shared}
    if "rule" in differing:
        return [str(differing["rule"]).replace("-", " ")]
    if "frequency_hz" in differing:
        value = differing["frequency_hz"]
        return [f"{value:g} Hz" if isinstance(value, float) and value else "of the group"]
    return [condition_text(n, v) for n, v in differing.items()]


def _noise(noise: Noise | None, unit: str) -> str:
    if noise is None or noise.sem is None or not noise.settles:
        return "repeatability not settled"
    return f"SEM {with_unit(number(noise.sem, 2), unit)}, df {noise.df}, {noise.kind}"


def _row(
    values: PlaceValues, measurand: Measurand, item: str, side: str, notes: dict[str, int]
) -> ValueRow:
    return ValueRow(
        values.named(side),
        tuple(_cell(values, (measurand, side, item), visit, notes) for visit in values.visits),
    )


def _cell(values: PlaceValues, key: ValueKey, visit: str, notes: dict[str, int]) -> Cell:
    here = values.found.get(key, {}).get(visit, [])
    known = [f for f in here if f.value is not None]
    if not known:
        why = next((f.u_reason for f in here if f.u_reason), "")
        if not why:
            return Cell(ABSENT)
        return Cell(UNIDENTIFIED, mark=_note(f"Not identified: {why.rstrip('.')}.", notes))
    mean = sum(f.value for f in known if f.value is not None) / len(known)
    shown = number(mean)
    text = with_unit(shown, known[0].unit)
    title = f"mean of {len(known)}" + "".join(sorted({_u_text(f.u_kind) for f in known}))
    change = values.changes.get(key, {}).get(visit)
    if change is None:
        return Cell(text, title=title)
    limit = "" if change.threshold is None else f", noise ±{number(change.threshold, 2)}"
    mark = _note(_reason(change.verdict, change.reason), notes) if change.reason else 0
    moved = change_text(change.change, shown)
    return Cell(text, moved, verdict(change.verdict), f"{title}{limit}", mark)


def change_text(change: float, value: str) -> str:
    """A change with its sign, three digits, and one digit at most beyond its value's last."""
    most = len(value.partition(".")[2]) + 1 if "^" not in value else 4
    text = signed(change)
    if "^" in text or len(text.partition(".")[2]) > most:
        text = f"{change:+.{most}f}".replace("-", "−")
    return "0" if not text.strip("+−0.") else text


def _u_text(kind: str | None) -> str:
    return f"; u of one capture: {kind}" if kind else ""


def _contrast(values: PlaceValues, measurand: Measurand, notes: dict[str, int]) -> ValueRow | None:
    found = values.differences.get(measurand, {})
    if not found:
        return None
    shown = {
        visit: number(mean)
        for side in values.sides
        for visit, mean in values.means(measurand, side).items()
    }
    cells = []
    for visit in values.visits:
        one = found.get(visit)
        if one is None:
            cells.append(Cell(""))
            continue
        limit = "" if one.threshold is None else f"noise ±{number(one.threshold, 2)}"
        mark = _note(_reason(one.verdict, one.reason), notes) if one.reason else 0
        moved = change_text(one.difference, shown.get(visit, ""))
        cells.append(Cell("", moved, verdict(one.verdict), limit, mark))
    return ValueRow(DIFFERENCE, tuple(cells), contrast=True)


def _reason(key: str, reason: str) -> str:
    return f"{key[:1].upper()}{key[1:].replace('-', ' ')}: {reason}."


def _note(text: str, notes: dict[str, int]) -> int:
    return notes.setdefault(text, len(notes) + 1)
