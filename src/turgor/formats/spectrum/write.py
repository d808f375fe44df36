"""Writing spectra: a wide table of comma-separated values, or CGATS.17 text."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from turgor.errors import FormatError
from turgor.formats.opening import replace_file
from turgor.record.spectrum import UNKNOWN, Spectrum

CGATS_SUFFIXES = (".cgats", ".cgt", ".txt")
_KEPT_SETTINGS = ("sample", "reading", "illuminant", "observer")


def write_spectra(spectra: Sequence[Spectrum], path: Path) -> None:
    """Write spectra as fractions, blank where nothing was recorded: .csv, or .cgats, .cgt, .txt.

    Geometry, aperture, bandwidth, device, its class, sample, reading and what the instrument
    stated come along; other settings do not.

    Errors: FormatError for no spectra or another suffix, InputError where the disk refuses.
    """
    path = Path(path)
    if not spectra:
        raise FormatError(f"{path}: there are no spectra to write")
    suffix = path.suffix.lower()
    fields, rows = _table(spectra)
    if suffix == ".csv":
        content = _csv(fields, rows)
    elif suffix in CGATS_SUFFIXES:
        content = _cgats(fields, rows)
    else:
        raise FormatError(
            f"{path}: spectra are written as .csv or as {', '.join(CGATS_SUFFIXES)} (CGATS)"
        )
    replace_file(path, content.encode("utf-8"))


def _table(spectra: Sequence[Spectrum]) -> tuple[list[str], list[list[str]]]:
    """Fields, and a row for each spectrum over the union of their wavelengths."""
    union = np.unique(np.concatenate([one.wavelength_nm for one in spectra]))
    stated = list(dict.fromkeys(key for one in spectra for key in one.stated))
    kept = [key for key in _KEPT_SETTINGS if any(one.settings.get(key) for one in spectra)]
    fields = ["SPECTRUM_NAME", "GEOMETRY", "APERTURE_MM", "BANDWIDTH_NM", "DEVICE", "DEVICE_CLASS"]
    bands = [f"R[{_text(nm)}]" for nm in union]
    rows = []
    for one in spectra:
        own = [
            one.name or one.settings.get("name", ""),
            "" if one.geometry == UNKNOWN else one.geometry,
        ]
        own += [
            "" if value is None else _text(value) for value in (one.aperture_mm, one.bandwidth_nm)
        ]
        own += [one.device, "" if one.device_class == UNKNOWN else one.device_class]
        own += [one.settings.get(key, "") for key in kept]
        at = np.searchsorted(union, one.wavelength_nm)
        cells = [""] * len(union)
        for index, value in zip(at, one.reflectance, strict=True):
            cells[int(index)] = _text(value) if np.isfinite(value) else ""
        own += cells
        own += [_text(one.stated[key]) if key in one.stated else "" for key in stated]
        rows.append([_one_line(cell) for cell in own])
    return [*fields, *(key.upper() for key in kept), *bands, *stated], rows


def _text(value: float) -> str:
    return format(float(value), ".12g")


def _one_line(cell: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in cell)


def _csv(fields: list[str], rows: list[list[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["scale", "fraction"])
    writer.writerow(fields)
    writer.writerows(rows)
    return out.getvalue()


def _cgats(fields: list[str], rows: list[list[str]]) -> str:
    def quoted(cell: str) -> str:
        doubled = cell.replace('"', '""')
        return cell if cell and not set(cell) & set(' "#') else f'"{doubled}"'

    named = [f"SPECTRAL_NM{f[2:-1]}" if f.startswith("R[") else f for f in fields]
    lines = [
        "CGATS.17",
        "SCALE fraction",
        f"NUMBER_OF_FIELDS {len(fields)}",
        "BEGIN_DATA_FORMAT",
        "\t".join(quoted(field) for field in named),
        "END_DATA_FORMAT",
        f"NUMBER_OF_SETS {len(rows)}",
        "BEGIN_DATA",
        *("\t".join(quoted(cell) for cell in row) for row in rows),
        "END_DATA",
    ]
    return "\n".join(lines) + "\n"
