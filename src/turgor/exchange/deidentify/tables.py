"""A table of a study as it may leave, with a tally of what was done to each column."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from turgor.exchange.deidentify.allow_list import TableRule
from turgor.exchange.deidentify.cells import DROPPED, Cell, Context, shared_cell

SharedRow = dict[str, Cell]


@dataclass(slots=True)
class SharedTable:
    """Rows that may leave. tally : outcome -> how many, by column. left_out : rows that could not
    be shared, because what they must have is not allowed. unlisted : columns of the source that
    no allow list names; they never leave.
    """

    rule: TableRule
    rows: list[SharedRow] = field(default_factory=list)
    tally: dict[str, Counter[str]] = field(default_factory=dict)
    left_out: int = 0
    unlisted: tuple[str, ...] = ()


def shared_table(
    rule: TableRule,
    rows: Iterable[Mapping[str, object]],
    context: Context,
    subjects: frozenset[str] | None = None,
) -> SharedTable:
    """Build the shared table.

    rows : as kept, by column; the subject stands under 'subject', in the table of subjects under
    'id'. subjects : who may leave, all where None.
    """
    made = SharedTable(rule, tally={item.name: Counter() for item in rule.columns})
    of_subject = "id" if rule.table == "subject" else "subject"
    named = {item.name for item in rule.columns}
    unlisted: dict[str, None] = {}
    for row in rows:
        subject = str(row.get(of_subject, ""))
        if subjects is not None and subject not in subjects:
            continue
        unlisted |= dict.fromkeys(name for name in row if name not in named)
        built: SharedRow = {}
        outcomes: dict[str, str] = {}
        for item in rule.leaving:
            value, outcome = shared_cell(item, row.get(item.name), rule.table, subject, context)
            built[item.title], outcomes[item.name] = value, outcome
            if context.keep_years and item.action == "day":
                year = None if value is None else int(str(row[item.name])[:4])
                built[f"{item.title}_year"] = year
        if any(outcomes[name] == DROPPED for name in rule.must):
            made.left_out += 1
            continue
        made.rows.append(built)
        for name, outcome in outcomes.items():
            made.tally[name][outcome] += 1
    made.rows.sort(key=lambda row: tuple(_sortable(value) for value in row.values()))
    made.unlisted = tuple(sorted(unlisted))
    return made


def _sortable(value: Cell) -> tuple[int, float, str]:
    """Rows stand in the order of what leaves, so that their order tells nothing either."""
    if value is None:
        return 0, 0.0, ""
    if isinstance(value, str):
        return 2, 0.0, value
    return 1, float(value), ""
