"""A study in a folder: make one, open one."""

import dataclasses
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from turgor.errors import InputError, StudyError, TurgorError
from turgor.exchange.design_toml import CaptureRules, parse_capture_rules, parse_study
from turgor.exchange.filename_pattern import FilenamePattern
from turgor.exchange.toml_table import read_toml_text
from turgor.formats import ReadOptions
from turgor.formats.photo import PhotoOptions
from turgor.formats.spectrum import SpectrumOptions
from turgor.measure.photo.chart import BUILT_IN
from turgor.measure.photo.chart.reference_file import values_file
from turgor.record.design import StudyDesign
from turgor.store import Store
from turgor.store.faults import file_faults
from turgor.store.store import DATABASE, DESIGN
from turgor.workflow.endpoint_conditions import endpoint_conditions
from turgor.workflow.photo_prepared import NO_CHART, chart_of
from turgor.workflow.photo_setting import PhotoSetting
from turgor.workflow.spectrum_capture import SpectrumSetting

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Stated = TypeVar("Stated", bound="DataclassInstance")

_KINDS: dict[str, type] = {"float": float, "int": int, "str": str, "tuple": tuple}


@dataclass(frozen=True, slots=True)
class Study:
    """An open study: its folder, its store, what its study.toml says."""

    folder: Path
    store: Store
    design: StudyDesign
    captures: CaptureRules
    read_options: ReadOptions
    spectrum: SpectrumSetting
    photo: PhotoSetting

    def __enter__(self) -> "Study":
        """The study itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the database."""
        self.store.close()


def init_study(folder: Path, design_file: Path | None = None) -> Study:
    """Make a study: the folder, its database, and study.toml from a template or a given file.

    The design is read before anything is made, so that a wrong one makes nothing.

    Errors: StudyError for a design that can't be read; StoreError where a study is there
    already or the disk refuses.
    """
    if design_file is None:
        text = (files("turgor.exchange") / "study_template.toml").read_text(encoding="utf-8")
    else:
        text = read_toml_text(design_file)
    _parsed(text, str(design_file or DESIGN))
    design = folder / DESIGN
    if (folder / DATABASE).exists() or (design.exists() and design != design_file):
        raise StudyError(f"{folder}: holds a study already; add to it, or name another folder")
    Store.create(folder).close()
    if design_file is not None:
        _copy_named_files(text, design_file, folder)
    if not design.exists():
        with file_faults(design):
            design.write_text(text, encoding="utf-8")
    return open_study(folder)


def _copy_named_files(text: str, design_file: Path, folder: Path) -> None:
    """A chart file or flat field that a design names comes along, since it lies beside it."""
    stated = parse_capture_rules(text, str(design_file)).photo
    names = [str(stated.get("chart", "")), str(stated.get("flat_field", ""))]
    if names[0] not in ("", NO_CHART, *BUILT_IN):
        values = values_file(design_file.parent / names[0])
        names += [str(Path(names[0]).parent / values)] if values is not None else []
    for name in names:
        source, target = design_file.parent / name, folder / name
        own = name in ("", NO_CHART, *BUILT_IN) or Path(name).is_absolute()
        if own or not source.is_file() or target.exists():
            continue
        with file_faults(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)


def open_study(folder: Path) -> Study:
    """Open a study.

    Errors: StudyError where study.toml is missing or wrong; StoreError as for Store.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; make a study with `turgor study init`")
    store = Store(folder)
    try:
        design = folder / DESIGN
        parsed = _parsed(read_toml_text(design), str(design))
    except BaseException:
        store.close()
        raise
    return Study(folder, store, *parsed)


_Parsed = tuple[StudyDesign, CaptureRules, ReadOptions, SpectrumSetting, PhotoSetting]


def _parsed(text: str, where: str) -> _Parsed:
    rules = parse_capture_rules(text, where)
    if rules.pattern:
        FilenamePattern(rules.pattern)
    here = f"{where} [captures.spectrum]"
    spectrum = setting_of(SpectrumSetting, SpectrumOptions, rules.spectrum, here)
    photo = _photo_setting(rules.photo, where)
    study = parse_study(text, where, endpoint_conditions(spectrum, photo))
    return study.design, rules, read_options(rules.read, where), spectrum, photo


def _photo_setting(stated: Mapping[str, object], where: str) -> PhotoSetting:
    """Files that it names lie beside study.toml, and the chart is read to be sure of it."""
    table = f"{where} [captures.photo]"
    beside = Path(where).parent
    setting = setting_of(PhotoSetting, PhotoOptions, stated, table)
    if setting.chart not in (*BUILT_IN, NO_CHART):
        setting = dataclasses.replace(setting, chart=str(beside / setting.chart))
    if setting.flat_field:
        setting = dataclasses.replace(setting, flat_field=str(beside / setting.flat_field))
    try:
        chart_of(setting)
    except TurgorError as error:
        raise InputError(f"{table}: {error}") from error
    return setting


def setting_of(
    kind: type[Stated], options: "type[DataclassInstance]", stated: Mapping[str, object], where: str
) -> Stated:
    """A setting whose field ``options`` is a dataclass of its own, both from one TOML table.

    Errors: as for ``stated_options``.
    """
    inner = {item.name for item in dataclasses.fields(options)}
    own = stated_options(kind, {k: v for k, v in stated.items() if k not in inner}, where)
    read = stated_options(options, {k: v for k, v in stated.items() if k in inner}, where)
    return dataclasses.replace(own, options=read)


def read_options(stated: Mapping[str, object], where: str) -> ReadOptions:
    """The reading options of [captures.read]; see ``stated_options`` for the errors."""
    return stated_options(ReadOptions, stated, f"{where} [captures.read]")


def stated_options(kind: type[Stated], stated: Mapping[str, object], where: str) -> Stated:
    """Options of a frozen dataclass from a TOML table; the rest keep their defaults.

    Errors: StudyError for an unknown option or a value of the wrong kind; InputError for a
    number out of range.
    """
    known = {
        item.name: str(item.type)
        for item in dataclasses.fields(kind)
        if any(word in str(item.type) for word in _KINDS)
    }
    values: dict[str, object] = {}
    for name, value in stated.items():
        if name not in known:
            raise StudyError(f"{where}: '{name}' is unknown; allowed: {', '.join(known)}")
        if "tuple" in known[name]:
            value = tuple(value) if isinstance(value, list) else value
        elif "float" in known[name] and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        wanted = next(kind for word, kind in _KINDS.items() if word in known[name].split("|")[0])
        if not isinstance(value, wanted) or isinstance(value, bool):
            raise StudyError(f"{where}: '{name}' is {value!r}; give a {wanted.__name__}")
        values[name] = value
    try:
        return kind(**values)
    except InputError as error:
        raise InputError(f"{where}: {error}") from error
