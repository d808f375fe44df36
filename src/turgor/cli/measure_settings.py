"""From the options of ``turgor measure`` to settings; what is wrong is refused before any file."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from turgor.cli.option_words import in_options
from turgor.errors import InputError
from turgor.formats import ReadOptions
from turgor.formats.photo import PhotoOptions
from turgor.formats.spectrum import SpectrumOptions
from turgor.measure.surface.pipeline import RAW, SKIN, Pipeline
from turgor.record.capture import CAPTURE_KINDS, READING_KINDS
from turgor.workflow.measure_files import MeasureSettings
from turgor.workflow.photo_prepared import chart_of
from turgor.workflow.photo_setting import PhotoSetting, pixel_points
from turgor.workflow.reading.kinds import readings_from, tables_from_words
from turgor.workflow.reading.setting import AnyReading
from turgor.workflow.spectrum_capture import SpectrumSetting

if TYPE_CHECKING:
    from turgor.workflow.forms.library import Library


def settings_from(stated: Mapping[str, object]) -> MeasureSettings:
    """Settings from options by name.

    Errors: InputError for a word or number that is not allowed.
    """
    readings = _readings(stated)
    try:
        settings = _settings(stated, readings)
        chart_of(settings.photo)
    except InputError as error:
        raise InputError(in_options(str(error))) from error
    corners = settings.photo.chart_corners_px
    if corners is not None and len(corners) != 4:
        raise InputError(
            f"--chart-corners has {len(corners)} points; give 4, the outer corners of the chart's "
            "corner patches, from its own top left clockwise"
        )
    return settings


def _settings(given: Mapping[str, Any], readings: Mapping[str, AnyReading]) -> MeasureSettings:
    return MeasureSettings(
        surface=ReadOptions(
            pitch_x_um=given["pitch_um"],
            pitch_y_um=given["pitch_y_um"],
            height_unit=given["height_unit"],
            lateral_unit=given["lateral_unit"],
            height_um_per_count=given["height_um_per_count"],
            missing_count=given["missing_count"],
            mesh_unit=given["mesh_unit"],
            mesh_pitch_um=given["mesh_pitch_um"],
            mesh_axis=given["mesh_axis"],
            region_mm=_box(given["region_mm"]),
        ),
        pipeline=_pipeline(given["pipeline"]),
        spectrum=SpectrumSetting(
            SpectrumOptions(
                geometry=given["geometry"],
                aperture_mm=given["aperture_mm"],
                bandwidth_nm=given["bandwidth_nm"],
                scale=given["scale"],
            ),
            given["illuminant"],
            given["observer"],
        ),
        photo=PhotoSetting(
            PhotoOptions(pixel_um=given["pixel_um"], encoding=given["encoding"]),
            chart=given["chart"],
            chart_pitch_mm=given["chart_pitch_mm"],
            chart_corners_px=pixel_points(given["chart_corners"], "--chart-corners"),
            zone_px=pixel_points(given["zone"], "--zone"),
            flat_field="" if given["flat_field"] is None else str(given["flat_field"]),
            maps_folder="" if given["maps"] is None else str(given["maps"]),
        ),
        readings=readings,
        kind=_kind(given["kind"]),
    )


def _kind(name: str | None) -> str:
    if name is not None and name not in CAPTURE_KINDS:
        raise InputError(f"--kind '{name}' is unknown; allowed: {', '.join(CAPTURE_KINDS)}")
    return name or ""


def _pipeline(name: str) -> Pipeline:
    known = {"skin": SKIN, "raw": RAW}
    if name not in known:
        raise InputError(f"pipeline '{name}' is unknown; allowed: {', '.join(known)}")
    return known[name]


def _box(text: str | None) -> tuple[float, float, float, float] | None:
    if text is None:
        return None
    try:
        x0, y0, x1, y1 = (float(part) for part in text.split(","))
    except ValueError:
        raise InputError(f"--region-mm is '{text}'; give four numbers x0,y0,x1,y1 in mm") from None
    return x0, y0, x1, y1


#: '--set [kind]: option name is ...' as the readings' own checks say it
_CHECKED = re.compile(r"\[(\w+)\]: (?:option|setting) (\w+)")


def _readings(given: Mapping[str, Any]) -> dict[str, AnyReading]:
    """How each kind of reading is read and measured.

    Errors: InputError in the words of --set and of the settings file.
    """
    words: Sequence[str] = given["state"] or ()
    file: Path | None = given["settings_file"]
    where = " or ".join(filter(None, (str(file or ""), "--set" if words else "")))
    tables = _tables(words, file)
    library = _library(str(given["instrument"] or ""), tables)
    try:
        return readings_from(tables, f"{where} [", library)
    except InputError as error:
        form = r"[\1]: \2" if file is not None else r"\1.\2"
        raise InputError(_CHECKED.sub(form, str(error))) from error


def _library(instrument: str, tables: dict[str, dict[str, object]]) -> "Library":
    """The instruments at hand for filled forms; ``tables`` takes the one that is meant.

    Errors: InputError for an unknown name, FormatError for a file that is no questionnaire.
    """
    from turgor.workflow.forms.library import given_library

    file = Path(instrument)
    given = instrument.endswith(".json") or file.is_file()
    library = given_library([file] if given else [])
    if instrument:
        own = library.all()[0] if given else library.find(instrument)
        named = {"instrument": own.instrument.id, "version": own.instrument.version}
        tables.setdefault("form", {}).update(named)
    return library


def _tables(words: Sequence[str], file: Path | None) -> dict[str, dict[str, object]]:
    """What is stated of readings, by kind: the file's tables, then single words over them."""
    from turgor.exchange.toml_table import read_toml_text

    tables: dict[str, dict[str, object]] = {}
    if file is not None:
        try:
            document = tomllib.loads(read_toml_text(file))
        except tomllib.TOMLDecodeError as error:
            raise InputError(f"{file}: is no valid TOML ({error})") from error
        unknown = [name for name in document if name not in READING_KINDS]
        if unknown or not all(isinstance(table, dict) for table in document.values()):
            raise InputError(
                f"{file}: holds {', '.join(unknown) or 'words outside tables'}; allowed are "
                f"tables {', '.join(f'[{kind}]' for kind in READING_KINDS)}"
            )
        tables = {kind: dict(table) for kind, table in document.items()}
    for kind, stated in tables_from_words(words).items():
        tables.setdefault(kind, {}).update(stated)
    return tables
