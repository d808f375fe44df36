"""Numbers of stiffness in a DICOM structured report, with what their tree says about them."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from turgor.errors import FormatError
from turgor.formats.elastogram.codes import (
    CONCEPTS,
    DERIVATION,
    FINDING_SITE,
    METHOD,
    STATISTICS,
    TECHNIQUES,
    unit_factor,
)
from turgor.formats.elastogram.dicom_file import device_facts, items_of
from turgor.formats.finishing import printable
from turgor.record.elastogram import Elastogram, StatedStiffness

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

LEFT_OUT = "number-of-the-report-left-out"
_DEEPEST, _MOST_ITEMS = 64, 200_000
_TRACKING = ("DCM", "112039")


@dataclass(frozen=True, slots=True)
class _Around:
    """What the branches above a number say of it."""

    site: str = ""
    technique: str = ""
    statistic: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Code:
    scheme: str = ""
    value: str = ""
    meaning: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.scheme, self.value


class _LeftOutError(Exception):
    """Why one number can't be taken; the others can."""


def read_report(path: Path, data: "Dataset", refused: list[str] | None) -> Elastogram:
    """Every number of stiffness in the report.

    refused : where given, takes one line for each number that is left out because its unit is
    unknown or it has no value; the record carries a flag in any case.

    Errors: FormatError where no number is left.
    """
    stated: list[StatedStiffness] = []
    reasons: list[str] = []
    for item, around in _numbers(items_of(data, "ContentSequence"), _Around()):
        try:
            stated.append(_stated(item, around))
        except _LeftOutError as error:
            reasons.append(f"{path}: {error}")
    if not stated:
        why = f"; {reasons[0].removeprefix(f'{path}: ')}" if reasons else ""
        raise FormatError(
            f"{path}: is a report without a number of stiffness (Elasticity, Shear Wave Speed, "
            f"Shear Wave Dispersion Slope){why}"
        )
    if refused is not None:
        refused.extend(reasons)
    device, settings = device_facts(data)
    return Elastogram(
        origin="structured-report",
        stated=tuple(stated),
        quantity=stated[0].quantity,
        device=device,
        settings=settings,
        flags=(LEFT_OUT,) if reasons else (),
    )


def holds_stiffness(data: "Dataset") -> bool:
    """True where the tree holds at least one number of one of the concepts."""
    return any(True for _ in _numbers(items_of(data, "ContentSequence"), _Around()))


def _numbers(
    items: Sequence["Dataset"], around: _Around, depth: int = 0, seen: list[int] | None = None
) -> Iterator[tuple["Dataset", _Around]]:
    """Every number whose concept is one of ours, with what stands beside and above it."""
    counted = [0] if seen is None else seen
    here = _modified(items, around)
    for item in items:
        counted[0] += 1
        if depth > _DEEPEST or counted[0] > _MOST_ITEMS:
            raise FormatError(
                f"its tree is deeper than {_DEEPEST} or longer than {_MOST_ITEMS} items"
            )
        children = items_of(item, "ContentSequence")
        if item.get("ValueType") == "NUM":
            concept = _code(item, "ConceptNameCodeSequence")
            if concept.scheme == "DCM" and concept.value in CONCEPTS:
                yield item, _modified(children, replace(here, statistic=""))
        if children:
            yield from _numbers(children, here, depth + 1, counted)


def _modified(items: Sequence["Dataset"], around: _Around) -> _Around:
    """``around`` with what the items of one level say of their siblings."""
    for item in items:
        kind = item.get("ValueType")
        concept = _code(item, "ConceptNameCodeSequence")
        if kind == "TEXT" and concept.key == _TRACKING:
            around = replace(around, name=printable(str(item.get("TextValue") or ""), 64))
        if kind != "CODE":
            continue
        code = _code(item, "ConceptCodeSequence")
        if concept.key in FINDING_SITE:
            around = replace(around, site=printable(code.meaning or code.value, 64))
        elif code.scheme == "DCM" and code.value in TECHNIQUES:
            around = replace(around, technique=TECHNIQUES[code.value])
        elif concept.key in METHOD and not around.technique:
            around = replace(around, technique=printable(code.meaning or code.value, 64))
        elif concept.key in DERIVATION:
            words = STATISTICS.get(code.key) or printable(code.meaning or code.value, 64).lower()
            around = replace(around, statistic=words)
    return around


def _stated(item: "Dataset", around: _Around) -> StatedStiffness:
    concept = _code(item, "ConceptNameCodeSequence")
    quantity, meaning = CONCEPTS[concept.value]
    told = f"{meaning} {around.statistic} {around.site}".strip()
    measured = items_of(item, "MeasuredValueSequence")
    if not measured:
        raise _LeftOutError(f"{told}: has no value ({_qualifier(item)}); left out")
    unit = _code(measured[0], "MeasurementUnitsCodeSequence")
    factor = unit_factor(unit.value, quantity) if unit.scheme in ("UCUM", "") else None
    if factor is None:
        shown = printable(unit.value or "none")
        raise _LeftOutError(
            f"{told}: its unit '{shown}' ({printable(unit.scheme) or 'no scheme'}) is not one of "
            f"{meaning} in UCUM; left out"
        )
    try:
        value = _value(measured[0]) * factor
    except (TypeError, ValueError):
        value = math.nan
    if not math.isfinite(value):
        raise _LeftOutError(f"{told}: its value is no finite number; left out")
    return StatedStiffness(
        quantity, value, around.statistic, around.site, around.technique, around.name
    )


def _value(measured: "Dataset") -> float:
    """The double where there is one, else the decimal string, which holds 16 characters."""
    double = measured.get("FloatingPointValue")
    return float(double if double is not None else measured.get("NumericValue"))


def _qualifier(item: "Dataset") -> str:
    code = _code(item, "NumericValueQualifierCodeSequence")
    return printable(code.meaning or code.value, 64) or "no reason stated"


def _code(item: "Dataset", keyword: str) -> _Code:
    sequence = items_of(item, keyword)
    if not sequence:
        return _Code()
    entry = sequence[0]
    value = entry.get("CodeValue") or entry.get("LongCodeValue") or ""
    return _Code(
        str(entry.get("CodingSchemeDesignator") or "").strip(),
        str(value).strip(),
        str(entry.get("CodeMeaning") or "").strip(),
    )
