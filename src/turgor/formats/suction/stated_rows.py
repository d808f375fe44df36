"""Numbers that an instrument computed itself, out of a table without curves; they stay its own."""

import math
from itertools import pairwise
from pathlib import Path

import numpy as np

from turgor.errors import FormatError
from turgor.formats.base import NEVER_TRIED
from turgor.formats.finishing import printable
from turgor.formats.spectrum.cells import Row, is_gap, number
from turgor.formats.suction.build import FileFacts, Stated, open_protocol, settings_of
from turgor.formats.suction.facts import preamble_pairs, told_facts
from turgor.formats.suction.options import SuctionOptions
from turgor.formats.suction.profile import Profile
from turgor.record.suction import UNKNOWN, SuctionRecording

PROTOCOL_OPEN = "protocol-not-stated"
NO_CURVE = "instrument-numbers-only"
_HEADING_ROWS = 200


def parameter_row(rows: list[Row], profile: Profile, least: int) -> int | None:
    """Index of the first row that heads at least ``least`` parameters such as R2 or Q1."""
    for index, row in enumerate(rows[:_HEADING_ROWS]):
        if sum(profile.heading(cell).word == "parameter" for cell in row) >= least:
            return index
    return None


def from_table(
    path: Path, rows: list[Row], at: int, told: FileFacts, options: SuctionOptions
) -> list[SuctionRecording]:
    """A recording without a curve for each row below the heading row ``at``."""
    heads = [told.profile.heading(cell) for cell in rows[at]]
    named = next((i for i, one in enumerate(heads) if one.word == "series"), None)
    found = []
    for row in rows[at + 1 :]:
        numbers = {
            printable(one.text if one.word == "parameter" else rows[at][i], 60): value
            for i, one in enumerate(heads)
            if i != named and i < len(row) and (value := number(row[i])) is not None
            if math.isfinite(value)
        }
        if numbers:
            name = row[named] if named is not None and named < len(row) else ""
            found.append(_recording(path, name, numbers, told, options))
    return found


def from_pairs(
    path: Path, rows: list[Row], told: FileFacts, options: SuctionOptions
) -> list[SuctionRecording]:
    """One recording from lines of a name and a number, or from a row of names above one of numbers.

    Errors: FormatError where no number stands beside a name.
    """
    numbers: dict[str, float] = {}
    for row in rows:
        cells = [cell for cell in row if not is_gap(cell)]
        value = number(cells[1]) if len(cells) in (2, 3) else None
        unit_only = len(cells) == 2 or (len(cells) == 3 and number(cells[2]) is None)
        if value is not None and unit_only and number(cells[0]) is None:
            numbers.setdefault(printable(cells[0].strip(" :="), 60), value)
    for above, below in pairwise(rows):
        if not numbers and sum(number(cell) is None for cell in above) >= 2:
            for name, cell in zip(above, below, strict=False):
                value = number(cell)
                if value is not None and math.isfinite(value) and number(name) is None:
                    numbers.setdefault(printable(name, 60), value)
    if not numbers:
        raise FormatError(
            f"{path}: holds neither a curve nor numbers beside their names; export it again from "
            "the instrument"
        )
    facts = FileFacts(
        told.format_id, {**told_facts(preamble_pairs(rows)), **told.facts}, told.pairs, told.profile
    )
    return [_recording(path, "", numbers, facts, options)]


def _recording(
    path: Path, name: str, numbers: dict[str, float], told: FileFacts, options: SuctionOptions
) -> SuctionRecording:
    stated = Stated(told, options)

    protocol = open_protocol(path, stated)
    flags: tuple[str, ...] = (*told.flags, NO_CURVE, *stated.flags())
    if not all((protocol.aperture_mm, protocol.pressure_mbar, protocol.on_s, protocol.off_s)):
        flags += (PROTOCOL_OPEN,)
    if not told.profile.seen_in_real_export:
        flags += (NEVER_TRIED,)
    return SuctionRecording(
        np.empty(0),
        np.empty(0),
        protocol,
        name=printable(name, 120),
        format_id=told.format_id,
        device=printable(stated.text("device"), 120),
        device_class=printable(stated.text("device_class"), 60) or UNKNOWN,
        stated=numbers,
        settings=settings_of(told.pairs),
        flags=tuple(dict.fromkeys(flags)),
    )
