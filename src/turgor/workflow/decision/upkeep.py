"""How long a gain is known to hold: rules that fired and tell it, by name."""

from turgor.workflow.check.work_out import CheckedCourse

#: rules whose text says for how long a gain held, or that it fades
HELD = ("PLLA-016", "PLLA-017", "NAFL-005", "NAFL-025", "MICR-004", "RETI-007")


def upkeep_of(checked: CheckedCourse | None) -> tuple[tuple[str, str], ...]:
    """Text and rule of each that fired; empty where no source that was found tells it."""
    findings = () if checked is None else checked.check.findings
    return tuple((one.rule.then.text, one.rule.id) for one in findings if one.rule.id in HELD)
