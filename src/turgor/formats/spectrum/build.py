"""From raw tables to spectra: scale, geometry, names, repeats, flags."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from turgor.errors import FormatError
from turgor.formats.finishing import printable
from turgor.formats.spectrum.cells import is_gap, number
from turgor.formats.spectrum.facts import meaning_of, told_facts
from turgor.formats.spectrum.geometry import combined_geometry, illuminant_from, observer_from
from turgor.formats.spectrum.naming import names_of
from turgor.formats.spectrum.options import SpectrumOptions
from turgor.formats.spectrum.scale import PERCENT_CONVERTED, as_fraction, range_flags
from turgor.formats.spectrum.stated import colour_columns
from turgor.formats.spectrum.table import RawTable
from turgor.record.spectrum import GEOMETRIES, UNKNOWN, Spectrum

MISSING = "missing-bands"
MEAN = "mean-of-readings"
OVERRULED = "stated-option-overruled-by-the-file"
MIXED_GEOMETRY = "mixed-geometry-in-file"
MIXED_ILLUMINANTS = "mixed-illuminants-stated"
_SPECULAR_CELL = frozenset({"SCI", "SCE", "SPIN", "SPEX", "RSIN", "RSEX"})
_MEAN_WORD = re.compile(r"\b(average|mean|avg|mittel(wert)?|moyenne|media)\b", re.IGNORECASE)
_LONGEST_SETTING = 200


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What holds for every spectrum of a file: its words, its pairs, its flags."""

    format_id: str
    facts: Mapping[str, str]
    pairs: Mapping[str, str]
    flags: tuple[str, ...]


def spectra_from(
    path: Path,
    tables: list[RawTable],
    told: FileFacts,
    options: SpectrumOptions,
    refused: list[str] | None = None,
) -> list[Spectrum]:
    """Every spectrum of a file, in its order; the only one of its file keeps its label in settings.

    refused : where given, takes why a reading far outside a reflectance is left out.

    Errors: FormatError where the scale is open or a reading is far outside a reflectance.
    """
    found: list[Spectrum] = []
    for table in tables:
        found += _from_table(path, table, told, options, refused)
    if not found and refused:
        raise FormatError(refused[0])
    if len(found) == 1 and found[0].name:
        alone = {**found[0].settings, "name": found[0].name}
        found = [replace(found[0], name="", settings=alone)]
    return _flag_mixed(found)


def _from_table(
    path: Path,
    table: RawTable,
    told: FileFacts,
    options: SpectrumOptions,
    refused: list[str] | None,
) -> list[Spectrum]:
    scale = "percent" if table.percent else _scale_word(told.facts.get("scale", ""))
    values, was_percent = as_fraction(path, table.values, scale or options.scale, table.places)
    flags = (*told.flags, *table.flags, *((PERCENT_CONVERTED,) if was_percent else ()))
    if options.scale is not None and scale is not None and scale != options.scale:
        flags = (*flags, OVERRULED)
    coloured = colour_columns(table.titles)
    facts = {**_colour_conditions(table, coloured), **told.facts}
    whole = FileFacts(told.format_id, facts, told.pairs, flags)
    names = names_of(table)
    found: list[Spectrum] = []
    for index, row in enumerate(values):
        try:
            found.append(_one(path, table, index, row, names[index], coloured, whole, options))
        except FormatError as error:
            if refused is None:
                raise
            refused.append(str(error))
    return found


def _colour_conditions(table: RawTable, coloured: list[int]) -> dict[str, str]:
    """Illuminant and observer as the headings of the stated colours name them."""
    heads = " ".join(table.titles[index] for index in coloured)
    told = {"illuminant": illuminant_from(heads), "observer": observer_from(heads)}
    return {word: value for word, value in told.items() if value}


def _one(
    path: Path,
    table: RawTable,
    index: int,
    row: NDArray[np.float64],
    named: tuple[str, str, str],
    coloured: list[int],
    told: FileFacts,
    options: SpectrumOptions,
) -> Spectrum:
    """The spectrum of one row, cut to its recorded bands."""
    cells = table.identity[index]
    pairs = {
        title or f"column {place + 1}": cell
        for place, (title, cell) in enumerate(zip(table.titles, cells, strict=True))
        if place not in coloured and not is_gap(cell)
    }
    stated = {
        table.titles[place]: value
        for place in coloured
        if (value := number(cells[place])) is not None and np.isfinite(value)
    }
    facts, more = _row_facts(pairs, table.words, told.facts)
    recorded = np.flatnonzero(np.isfinite(row))
    part = slice(int(recorded[0]), int(recorded[-1]) + 1)
    nm, reflectance = table.wavelength_nm[part].copy(), row[part].copy()
    odd = range_flags(path, nm, reflectance, table.places[index])
    odd = (*odd, MISSING) if len(recorded) < len(nm) else odd
    name, sample, reading = named
    odd = (*odd, MEAN) if _MEAN_WORD.search(reading or name) else odd
    settings = _settings(told.pairs, pairs, facts, sample, reading)
    spectrum = Spectrum(
        nm, reflectance, name=name, format_id=told.format_id, stated=stated, settings=settings
    )
    return _with_options(path, spectrum, facts, (*told.flags, *more, *odd), options)


def _scale_word(text: str) -> str | None:
    """'percent' or 'fraction' of words such as '%', 'percent', '100.0', '1'; None for others."""
    word = text.strip().lower()
    value = number(word) if word else None
    if "percent" in word or word == "%" or value == 100.0:
        return "percent"
    return "fraction" if word.startswith("fraction") or value == 1.0 else None


def _row_facts(
    pairs: Mapping[str, str], words: str, file_facts: Mapping[str, str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The file's facts, overruled by the row's own cells and by the words over its bands."""
    own = told_facts({key: cell for key, cell in pairs.items() if meaning_of(key)})
    lone = {cell for cell in pairs.values() if cell.upper() in _SPECULAR_CELL}
    row_words = " ".join((own.get("geometry", ""), words, *sorted(lone)))
    geometry, flag = combined_geometry(file_facts.get("geometry", ""), row_words)
    facts = {**file_facts, **own}
    facts.pop("geometry", None)
    if geometry != UNKNOWN:
        facts["geometry"] = geometry
    return facts, (flag,) if flag else ()


def _settings(
    file_pairs: Mapping[str, str],
    pairs: Mapping[str, str],
    facts: Mapping[str, str],
    sample: str,
    reading: str,
) -> dict[str, str]:
    own = {"sample": sample, "reading": reading}
    own.update({word: facts[word] for word in ("illuminant", "observer") if word in facts})
    told = {**file_pairs, **pairs, **{k: v for k, v in own.items() if v}}
    return {printable(k, 60): printable(v, _LONGEST_SETTING) for k, v in told.items()}


def _with_options(
    path: Path,
    spectrum: Spectrum,
    facts: Mapping[str, str],
    flags: tuple[str, ...],
    options: SpectrumOptions,
) -> Spectrum:
    """Fill in what the user states where the file is silent; flag where the file overrules it."""
    overruled = False

    def pick(word: str, stated: str | float | None) -> str | float | None:
        nonlocal overruled
        told: str | float | None = facts.get(word)
        if told is not None and word.endswith(("_mm", "_nm")):
            told = float(told) if float(told) > 0.0 else None
        overruled = overruled or (told is not None and stated is not None and told != stated)
        return told if told is not None else stated

    geometry = str(pick("geometry", options.geometry) or UNKNOWN)
    aperture, width = (
        pick("aperture_mm", options.aperture_mm),
        pick("bandwidth_nm", options.bandwidth_nm),
    )
    device = printable(str(pick("device", options.device) or ""), 120)
    device_class = printable(str(pick("device_class", options.device_class) or UNKNOWN), 60)
    if geometry not in GEOMETRIES:
        raise FormatError(f"{path}: geometry '{geometry}' is none of {', '.join(GEOMETRIES)}")
    return replace(
        spectrum,
        geometry=geometry,
        aperture_mm=None if aperture is None else float(aperture),
        bandwidth_nm=None if width is None else float(width),
        device=device,
        device_class=device_class,
        flags=tuple(dict.fromkeys((*flags, *((OVERRULED,) if overruled else ())))),
    )


def _flag_mixed(spectra: list[Spectrum]) -> list[Spectrum]:
    """Say so on every spectrum where a file holds several geometries or stated illuminants."""
    more: tuple[str, ...] = ()
    if len({one.geometry for one in spectra}) > 1:
        more += (MIXED_GEOMETRY,)
    if len({one.settings.get("illuminant", "") for one in spectra}) > 1:
        more += (MIXED_ILLUMINANTS,)
    return [replace(one, flags=(*one.flags, *more)) for one in spectra] if more else spectra
