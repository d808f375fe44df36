"""The page of what sessions do to tissue: drawn, with numbers, flags and sources."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from turgor.evidence import all_parameters
from turgor.record.stimulus import COURSE_DAYS, COURSE_UNITS, Spread, Stimulus
from turgor.record.tissue import LAYERS
from turgor.report.laxity_chart import Axes, Curve, Plot, plot, points_of
from turgor.report.numbers import number
from turgor.report.page_frame import BlockPage, FlagLine, block_page, flag_lines, values_used
from turgor.report.page_parts import Table
from turgor.report.render import page_html, write_page
from turgor.report.stimulus_chart import DepthChart, depth_chart
from turgor.report.stimulus_numbers import UNIT_WORDS, NumberRow, number_rows
from turgor.report.stimulus_section import SectionPicture, section_picture
from turgor.workflow.stimulus.course_words import COURSE_MEANINGS
from turgor.workflow.stimulus.setting_words import setting_words, skin_words

_SAID = "What is shown is a model's account of one session, not a recommendation of settings."
_TITLES = {
    "fractional-laser": "Fractional laser",
    "microneedling": "Microneedling",
    "chemical-peel": "Chemical peel",
    "topical-retinoid": "Topical retinoid",
    "biostimulator": "Biostimulator",
}
#: a course is drawn until it stays below this share of its highest value
_OVER = 0.01


@dataclass(frozen=True, slots=True)
class StimulusBlock:
    """One session on the page."""

    key: str
    title: str
    link: str
    whose: str
    path: str
    settings: tuple[str, ...]
    flags: tuple[FlagLine, ...]
    section: SectionPicture | None
    depths: DepthChart | None
    courses: tuple[tuple[str, Plot], ...]
    numbers: tuple[NumberRow, ...]
    nothing: str
    skin: Table
    values: Table
    foot: str


def write_stimulus_page(found: Sequence[tuple[str, Stimulus]], path: Path) -> None:
    """Write the page of one or more sessions, by the path of their files.

    Errors: StoreError where it can't be written.
    """
    write_page(page_html("stimulus", stimulus_page(found)), path)


def stimulus_page(found: Sequence[tuple[str, Stimulus]]) -> BlockPage[StimulusBlock]:
    """The page's context."""
    items = [item for _, item in found]
    titles = [_title(item) for item in items]
    blocks = (
        _block(f"s{i}", path, item, titles.count(titles[i - 1]) > 1)
        for i, (path, item) in enumerate(found, 1)
    )
    return block_page("What a session does to tissue", _SAID, "Sessions", blocks, items)


def _title(item: Stimulus) -> str:
    title = _TITLES.get(item.modality, item.modality)
    return f"{title}: {item.device}" if item.device else title


def _block(key: str, path: str, item: Stimulus, again: bool) -> StimulusBlock:
    """One session; ``again``: others on the page have its title, so that its link says which."""
    title = _title(item)
    rows, nothing = number_rows(item)
    return StimulusBlock(
        key=key,
        title=title,
        link=f"{title} ({path})" if again else title,
        whose=skin_words(item.stack),
        path=path,
        settings=setting_words(item.modality, item.settings),
        flags=flag_lines(item.flags),
        section=section_picture(item),
        depths=depth_chart(item),
        courses=tuple(_course(kind, spread) for kind, spread in item.courses.items()),
        numbers=rows,
        nothing=", ".join(nothing),
        skin=_skin(item),
        values=_values(item),
        foot=f"Median and 10 to 90 % of {item.draws} draws. {values_used(item)}",
    )


def _skin(item: Stimulus) -> Table:
    rows = [
        (layer.replace("-", " "), number(thickness), "µm")
        for layer, thickness in zip(LAYERS, item.stack.thickness_um, strict=True)
    ]
    own = set(item.stack.measured)
    for name, value in (
        ("melanin", item.stack.melanin),
        ("blood_fraction", item.stack.blood_fraction),
        ("oxygenation", item.stack.oxygenation),
    ):
        mark = " (own finding)" if name in own else ""
        rows.append((name.replace("_", " ") + mark, number(value), ""))
    return Table("The skin that it was worked out for", ("layer", "value", ""), tuple(rows), (1,))


def _values(item: Stimulus) -> Table:
    known = all_parameters()
    rows = tuple(
        (name, number(known[name].value), known[name].unit, known[name].basis, known[name].source)
        for name in item.parameters
    )
    return Table("Literature values", ("value", "", "unit", "basis", "source"), rows, (1,))


def _course(kind: str, spread: Spread) -> tuple[str, Plot]:
    """What the course means, and its drawing."""
    most = float(spread.high.max())
    lasting = np.flatnonzero(spread.high > _OVER * most)
    end = min(int(lasting[-1]) + 2, COURSE_DAYS.size) if lasting.size else COURSE_DAYS.size
    days = COURSE_DAYS[:end]
    unit = UNIT_WORDS.get(COURSE_UNITS[kind], COURSE_UNITS[kind])
    name = kind.replace("-", " ")
    curves = [
        Curve("10 %", "c-other", points_of(days, spread.low[:end])),
        Curve("90 %", "c-other", points_of(days, spread.high[:end])),
        Curve("median", "c-last", points_of(days, spread.median[:end])),
    ]
    axes = Axes("days after the session", unit, reach=(0.0,))
    meaning = COURSE_MEANINGS[kind]
    alt = f"{meaning}{f', {unit}' if unit else ''}, over {days[-1]:.0f} days"
    return meaning, plot(name.capitalize(), alt, axes, curves)
