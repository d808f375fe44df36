"""Ultrasound on the laxity page: pictures with borders over the visits, thickness and echo."""

import base64
import io
from collections.abc import Sequence

from PIL import Image

from turgor.measure.ultrasound.picture import COLOURS
from turgor.metrics import find_metric
from turgor.record.laxity_series import LaxityPlace, UltrasoundDrawing
from turgor.report.laxity_context import Key, KindBlock, Shot, Strip
from turgor.report.laxity_place import PlaceValues
from turgor.report.laxity_shown import lost_lines, shown_of, tables_of
from turgor.report.laxity_values import Wanted, value_table
from turgor.report.page_parts import Picture
from turgor.report.picture import scale_bar

LOAD = "sound, no load on the skin"
_WIDE_PX, _TALLEST_PX = 420, 640
_BORDERS = {
    "surface": "surface of the skin",
    "entry_bottom": "lower edge of the entry echo",
    "sleb_bottom": "lower edge of the low-echogenic band",
    "dermis_bottom": "border of dermis and subcutis",
}
_WANTED = (
    "dermis_thickness", "skin_thickness", "sleb_thickness", "dermis_thickness_px",
    "skin_thickness_px", "sleb_thickness_px", "sleb_share", "echogenicity_ratio",
)  # fmt: skip
_METRICS = tuple(f"ultrasound.{name}" for name in _WANTED)


def ultrasound_blocks(values: PlaceValues, places: Sequence[LaxityPlace]) -> list[KindBlock]:
    """One block for the place: a strip for each side, then the table."""
    strips = []
    for place in places:
        shots = tuple(
            _shot(values, place, one.visit, one.drawing)
            for one in shown_of(place, values, UltrasoundDrawing)
        )
        if shots:
            setup = f" ({place.setup})" if place.setup else ""
            strips.append(Strip(f"{values.named(place.side)}{setup}", shots))
    table = value_table(
        values, [Wanted(metric) for metric in _METRICS],
        "Thickness, low-echogenic band and echogenicity", LOAD,
    )  # fmt: skip
    hours = (
        "Thickness holds under the sound speed stated with it. The band swings within a day and "
        "swells after a session, so a change at another hour or soon after one is confounded; the "
        "difference of sides taken at one hour is not."
    )
    return [
        KindBlock(
            title="Ultrasound",
            plots=(),
            strips=tuple(strips),
            key=tuple(
                Key(text, colour="#{:02x}{:02x}{:02x}".format(*COLOURS[name]))
                for name, text in _BORDERS.items()
            )
            if strips
            else (),
            tables=tables_of(table),
            notes=(hours,),
            lost=lost_lines(places),
        )
    ]


def _shot(values: PlaceValues, place: LaxityPlace, visit: str, drawing: UltrasoundDrawing) -> Shot:
    return Shot(
        picture=_picture(visit, f"{' '.join(values.key).strip()} {place.side}", drawing),
        lines=(_settings(drawing),),
        caveat="; ".join(_caveats(values, place.side, visit)),
    )


def _settings(drawing: UltrasoundDrawing) -> str:
    gain, frequency = drawing.gain_db, drawing.frequency_mhz
    return ", ".join(
        (
            "gain not stated" if gain is None else f"gain {gain:g} dB",
            "frequency not stated" if frequency is None else f"{frequency:g} MHz",
            drawing.time_of_day or "time of day not stated",
            *(("no scale",) if drawing.axial_um is None else ()),
        )
    )


def _caveats(values: PlaceValues, side: str, visit: str) -> list[str]:
    """Why changes of this visit's scans are confounded, each reason once with what it confounds."""
    there = set()
    found: dict[str, list[str]] = {}
    for (measurand, of_side, _), by_visit in values.changes.items():
        change = by_visit.get(visit)
        if of_side != side or change is None or measurand.metric not in _METRICS:
            continue
        symbol = find_metric(measurand.metric).symbol
        there.add(symbol)
        if change.verdict == "confounded":
            for reason in change.reason.split("; "):
                if not reason.startswith("like hours"):
                    found.setdefault(reason, []).append(symbol)
    return [
        f"{'all' if set(symbols) == there else ', '.join(dict.fromkeys(symbols))} confounded: "
        f"{reason}"
        for reason, symbols in found.items()
    ]


def _picture(visit: str, place: str, drawing: UltrasoundDrawing) -> Picture:
    """The image in its true proportions where both scales are known."""
    image = Image.fromarray(drawing.rgb)
    rows, cols = drawing.rgb.shape[:2]
    mm_wide = None
    tall = rows / cols
    if drawing.axial_um is not None and drawing.lateral_um is not None:
        mm_wide = 1e-3 * cols * drawing.lateral_um
        tall = rows * drawing.axial_um / (cols * drawing.lateral_um)
    width = min(_WIDE_PX, round(_TALLEST_PX / tall)) or 1
    image = image.resize((width, max(1, round(width * tall))), Image.Resampling.LANCZOS)
    if mm_wide is not None:
        scale_bar(image, mm_wide / width)
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=82, subsampling=0)
    data = base64.b64encode(stream.getvalue()).decode("ascii")
    return Picture(
        visit,
        f"ultrasound of {place} at {visit} with the borders found in it",
        f"data:image/jpeg;base64,{data}",
        image.width,
        image.height,
    )
