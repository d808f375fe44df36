"""A stimulus as text: what was done to whom, single numbers, and shares by depth as bars."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from turgor.record.stimulus import Stimulus

#: depths of the printed table, µm
_DEPTHS = (0, 50, 100, 150, 200, 300, 400, 500, 700, 1000, 1500, 2000, 3000, 4000, 5000)
#: the same where nothing goes deeper than their last
_SHALLOW = (0, 5, 10, 15, 20, 30, 40, 60, 80, 100, 150, 200)
_BAR = 24
#: smaller shares of the area are not printed
_SEEN = 5e-4
_MARKS = {"removed": "█", "coagulated": "▓", "heat-shocked": "▒", "punctured": "│"}
#: days of the printed courses
_DAYS = (0, 1, 3, 7, 14, 28, 56, 90, 180, 360, 730)


def show(path: str, item: "Stimulus") -> None:
    """Print one stimulus."""
    from turgor.cli.output import emit_line
    from turgor.report.stimulus_flags import flag_sentence
    from turgor.workflow.stimulus.setting_words import skin_words

    emit_line(path)
    device = f", {item.device}" if item.device else ""
    emit_line(f"  {item.modality}{device} on {skin_words(item.stack)}")
    emit_line(f"  settings: {_settings(item)}")
    emit_line(f"  skin: {_skin(item)}")
    for flag in item.flags:
        emit_line(f"  ! {flag.code}: {flag_sentence(flag, after_code=True)}")
    _quantities(item)
    _profiles(item)
    _courses(item)
    emit_line(
        f"  median and 10 to 90 % of {item.draws} draws; {len(item.parameters)} literature values, "
        f"{100 * item.assumed_share:.0f} % of them assumed; {len(item.sources)} sources"
    )
    emit_line("  Supports research and clinicians; not a medical device.")
    emit_line()


def _settings(item: "Stimulus") -> str:
    from turgor.workflow.stimulus.setting_words import setting_words

    return ", ".join(setting_words(item.modality, item.settings))


def _skin(item: "Stimulus") -> str:
    from turgor.record.tissue import LAYERS
    from turgor.report.numbers import number

    layers = ", ".join(
        f"{layer.replace('-', ' ')} {number(t)} µm"
        for layer, t in zip(LAYERS, item.stack.thickness_um, strict=True)
    )
    own = f"; own findings: {', '.join(item.stack.measured)}" if item.stack.measured else ""
    return f"{layers}; melanin {number(item.stack.melanin)}{own}"


def _quantities(item: "Stimulus") -> None:
    """Name, value, 10 to 90 % and meaning; what is 0 in every draw shares a line."""
    from turgor.cli.output import emit_line
    from turgor.report.stimulus_numbers import number_rows

    rows, nothing = number_rows(item)
    said = [(row.name, f"{row.value} ({row.ends})" if row.ends else row.value) for row in rows]
    wide = [max((len(pair[i]) for pair in said), default=0) for i in (0, 1)]
    for row, (name, value) in zip(rows, said, strict=True):
        emit_line(f"    {name:<{wide[0]}}  {value:<{wide[1]}}  {row.meaning}")
    if nothing:
        emit_line(f"    0 in every draw: {', '.join(nothing)}")


def _profiles(item: "Stimulus") -> None:
    """Shares of the skin's area at some depths, down to where nothing is changed."""
    from turgor.cli.output import emit_line
    from turgor.record.stimulus import DEPTH_UM

    kinds = [kind for kind, spread in item.profiles.items() if spread.high.max() >= _SEEN]
    if not kinds:
        return
    emit_line(
        f"  share of the skin's area by depth ({', '.join(f'{_MARKS[k]} {k}' for k in kinds)})"
    )
    head = "".join(f"{kind:>14}" for kind in kinds)
    emit_line(f"    {'depth':>8}{head}")
    for depth in _depths(item, kinds):
        at = int(np.searchsorted(DEPTH_UM, depth))
        if depth and max(float(item.profiles[k].high[at:].max()) for k in kinds) < _SEEN:
            break
        shares = [float(item.profiles[k].median[at]) for k in kinds]
        cells = "".join(f"{100 * share:>12.1f} %" for share in shares)
        bar = "".join(
            _MARKS[k] * round(_BAR * share) for k, share in zip(kinds, shares, strict=True)
        )
        emit_line(f"    {depth:>5} µm{cells}  {bar}".rstrip())


def _depths(item: "Stimulus", kinds: list[str]) -> tuple[int, ...]:
    from turgor.record.stimulus import DEPTH_UM

    below = _SHALLOW[-1] < DEPTH_UM
    deep = any(float(item.profiles[kind].high[below].max()) >= _SEEN for kind in kinds)
    return _DEPTHS if deep else _SHALLOW


def _courses(item: "Stimulus") -> None:
    from turgor.cli.output import emit_line
    from turgor.record.stimulus import COURSE_DAYS, COURSE_UNITS
    from turgor.report.numbers import number
    from turgor.report.stimulus_numbers import UNIT_WORDS
    from turgor.workflow.stimulus.course_words import COURSE_MEANINGS

    if not item.courses:
        return
    emit_line("  over time, days after the session (median)")
    emit_line(f"    {'':<28}{''.join(f'{day:>8}' for day in _DAYS)}")
    for kind, spread in item.courses.items():
        unit = UNIT_WORDS.get(COURSE_UNITS[kind], COURSE_UNITS[kind])
        name = f"{kind.replace('-', ' ')}{f', {unit}' if unit else ''}"
        values = np.interp(_DAYS, COURSE_DAYS, spread.median)
        most = 1e-3 * float(spread.high.max())
        cells = "".join(f"{number(float(v) if v > most else 0.0, 2):>8}" for v in values)
        emit_line(f"    {name:<28}{cells}  {COURSE_MEANINGS[kind]}")
