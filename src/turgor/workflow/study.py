"""A study in a folder: make one, open one."""

import dataclasses
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from turgor.errors import InputError, StudyError, TurgorError
from turgor.exchange.design_toml import CaptureRules, parse_capture_rules, parse_study
from turgor.exchange.filename_pattern import FilenamePattern
from turgor.exchange.path_pattern import parse_name_rules
from turgor.exchange.toml_table import read_toml_text
from turgor.formats import ReadOptions
from turgor.formats.photo import PhotoOptions
from turgor.formats.spectrum import SpectrumOptions
from turgor.measure.photo.chart import BUILT_IN
from turgor.measure.photo.chart.reference_file import values_file
from turgor.record.design import StudyDesign
from turgor.store import Store
from turgor.store.designs import design_sha256
from turgor.store.faults import file_faults
from turgor.store.store import DATABASE, DESIGN
from turgor.workflow.conduct.rated_scale import rating_conditions
from turgor.workflow.endpoint_conditions import endpoint_conditions
from turgor.workflow.forms.instrument_acts import add_instrument
from turgor.workflow.forms.library import Library, given_library, study_library
from turgor.workflow.photo_prepared import NO_CHART, chart_of
from turgor.workflow.photo_setting import PhotoSetting
from turgor.workflow.reading.form import FormReading
from turgor.workflow.reading.kinds import readings_from
from turgor.workflow.reading.setting import AnyReading
from turgor.workflow.spectrum_capture import SpectrumSetting
from turgor.workflow.stated_options import setting_of, stated_options


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
    readings: Mapping[str, AnyReading]
    #: study.toml as it was read
    text: str = ""

    @property
    def forms(self) -> FormReading:
        """How filled forms are read, with the study's instruments at hand."""
        reading = self.readings["form"]
        if not isinstance(reading, FormReading):
            raise StudyError(f"{self.folder}: reads no forms; open it anew")
        return reading

    def __enter__(self) -> "Study":
        """The study itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the database."""
        self.store.close()


def init_study(
    folder: Path, design_file: Path | None = None, instruments: Sequence[Path] = ()
) -> Study:
    """Make a study: the folder, its database, and study.toml from a template or a given file.

    The design is read before anything is made, so that a wrong one makes nothing.

    instruments : questionnaires of the user's own, which the design may name in its endpoints.

    Errors: StudyError for a design that can't be read; StoreError where a study is there
    already or the disk refuses.
    """
    if design_file is None:
        text = (files("turgor.exchange") / "study_template.toml").read_text(encoding="utf-8")
    else:
        text = read_toml_text(design_file)
    _parsed(text, str(design_file or DESIGN), given_library(instruments))
    design = folder / DESIGN
    if (folder / DATABASE).exists() or (design.exists() and design != design_file):
        raise StudyError(f"{folder}: holds a study already; add to it, or name another folder")
    with Store.create(folder) as store:
        for path in instruments:
            add_instrument(store, path)
    if design_file is not None:
        _copy_named_files(text, design_file, folder)
    if not design.exists():
        with file_faults(design):
            design.write_text(text, encoding="utf-8")
    study = open_study(folder)
    study.store.designs.record(study.text)
    return study


def _copy_named_files(text: str, design_file: Path, folder: Path) -> None:
    """A chart file or flat field that a design names comes along, since it lies beside it."""
    for name in named_files(text, design_file):
        source, target = design_file.parent / name, folder / name
        if Path(name).is_absolute() or not source.is_file() or target.exists():
            continue
        with file_faults(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)


def named_files(text: str, design_file: Path) -> tuple[str, ...]:
    """The files that a design names, as it names them: a chart, its values, a flat field."""
    stated = parse_capture_rules(text, str(design_file)).photo
    names = [str(stated.get("chart", "")), str(stated.get("flat_field", ""))]
    if names[0] not in ("", NO_CHART, *BUILT_IN):
        values = values_file(design_file.parent / names[0])
        names += [str(Path(names[0]).parent / values)] if values is not None else []
    return tuple(name for name in names if name not in ("", NO_CHART, *BUILT_IN))


def open_study(folder: Path) -> Study:
    """Open a study.

    Errors: StudyError where study.toml is missing or wrong; StoreError as for Store.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; make a study with `turgor study init`")
    store = Store(folder)
    try:
        design = folder / DESIGN
        text = read_toml_text(design)
        parsed = _parsed(text, str(design), study_library(store))
        store.watch_design(text)
    except BaseException:
        store.close()
        raise
    return Study(folder, store, *parsed, text)


def design_difference(study: Study) -> str:
    """That study.toml is not the one that was recorded last, in a line; empty where it is.

    The next command that writes records it, with the older text kept.
    """
    newest = study.store.designs.newest()
    if newest is None or newest.sha256 == design_sha256(study.text):
        return ""
    return (
        f"study.toml differs from the recorded one (version {newest.number}, "
        f"{newest.sha256[:12]}, now {design_sha256(study.text)[:12]}); the next command that "
        "writes records it and keeps the older text"
    )


_Parsed = tuple[
    StudyDesign,
    CaptureRules,
    ReadOptions,
    SpectrumSetting,
    PhotoSetting,
    Mapping[str, AnyReading],
]


def _parsed(text: str, where: str, library: Library) -> _Parsed:
    rules = parse_capture_rules(text, where)
    if rules.pattern:
        FilenamePattern(rules.pattern)
    parse_name_rules(rules.names, f"{where} [captures.names]")
    here = f"{where} [captures.spectrum]"
    spectrum = setting_of(SpectrumSetting, SpectrumOptions, rules.spectrum, here)
    photo = _photo_setting(rules.photo, where)
    readings = readings_from(rules.readings, f"{where} [captures.", library)
    defaults = endpoint_conditions(spectrum, photo, readings, library)
    study = parse_study(text, where, defaults, rating_conditions)
    return study.design, rules, read_options(rules.read, where), spectrum, photo, readings


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


def read_options(stated: Mapping[str, object], where: str) -> ReadOptions:
    """The reading options of [captures.read]; see ``stated_options`` for the errors."""
    return stated_options(ReadOptions, stated, f"{where} [captures.read]")
