"""Captures written anew from what was read, so that nothing of the original file comes along.

A reader makes a record, the record loses every text, and our own writer writes it. Headers,
comments, names of series, dates and makers' notes have no way through.
"""

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path

from turgor.errors import InputError, MissingExtraError, TurgorError
from turgor.exchange.deidentify.words import known_flag, plain_word, vocabulary
from turgor.record.barrier import BarrierSeries
from turgor.record.capture import Capture
from turgor.record.elastogram import Elastogram
from turgor.record.height_map import HeightMap
from turgor.record.oct_pair import OctPair
from turgor.record.spectrum import Spectrum
from turgor.record.suction import SuctionRecording
from turgor.record.ultrasound import BModeImage, UltrasoundLines
from turgor.record.wave_field import EchoEnsemble, WaveField
from turgor.workflow.study import Study

#: a height map of a face that is larger than this could show whose face it is
LARGEST_FACE_MAP_MM = 50.0
UNREAD = "it can't be read"
_UNKNOWN = "unknown"
_KEPT_STATED = frozenset({"chamber_depth_mm"})
_KNOWN_LOADS = ("unknown", "none")

AnyRecord = (
    HeightMap | Spectrum | SuctionRecording | BarrierSeries | WaveField | EchoEnsemble | OctPair
    | BModeImage | UltrasoundLines | Elastogram
)  # fmt: skip


#: by rule, whatever is chosen: answers may hold words of the person
FORMS_STAY = "filled forms stay at home; their scores leave with the findings"


class LeftOutError(Exception):
    """Why a capture does not leave; words of our own, never of the file."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def rewritten(study: Study, capture: Capture, folder: Path, code: str) -> tuple[Path, ...]:
    """Write a capture that is no photograph anew as ``folder/code.*``.

    Errors: LeftOutError where it may not or can't leave; MissingExtraError; InputError where
    the disk refuses.
    """
    if capture.kind == "form":
        raise LeftOutError(FORMS_STAY)
    write = _KINDS.get(capture.kind)
    if write is None:
        raise LeftOutError("captures of its kind are not written anew")
    try:
        kept = study.store.captures.file(capture.sha256)
    except TurgorError:
        raise LeftOutError("its file is gone or was changed") from None
    try:
        return write(study, capture, kept, folder / code)
    except (LeftOutError, MissingExtraError):
        raise
    except TurgorError as error:
        # a disk that refuses ends the export; a file that can't be read stays at home
        if type(error) is InputError:
            raise
        raise LeftOutError(UNREAD) from None


def without_texts(record: AnyRecord, **changes: object) -> AnyRecord:
    """The record without names, device, settings, statements and unknown flags.

    changes : fields that get another value than the empty one.
    """
    names = {item.name for item in dataclasses.fields(record)}
    blank: dict[str, object] = {
        "name": "",
        "device": "",
        "settings": {},
        "time_of_day": "",
        "device_class": _class_of(record),
        "flags": tuple(flag for flag in record.flags if known_flag(flag)),
    }
    stated = getattr(record, "stated", None)
    if isinstance(stated, dict):
        blank["stated"] = {key: value for key, value in stated.items() if key in _KEPT_STATED}
    fresh = {name: value for name, value in {**blank, **changes}.items() if name in names}
    return dataclasses.replace(record, **fresh)  # type: ignore[arg-type]


def _class_of(record: AnyRecord) -> str:
    stated = record.device_class
    return stated if vocabulary("device_class").holds(stated) else _UNKNOWN


def shows_face(site: str) -> bool:
    """False only for sites of a closed list, where no framing shows a face."""
    return not vocabulary("bare_site").holds(plain_word(site))


def _surface(study: Study, capture: Capture, kept: Path, stem: Path) -> tuple[Path, ...]:
    from turgor.formats import read_surface, write_surface

    height_map = read_surface(kept, study.read_options)
    if shows_face(capture.site.name) and max(height_map.field_mm) > LARGEST_FACE_MAP_MM:
        raise LeftOutError(
            f"a map of more than {LARGEST_FACE_MAP_MM:g} mm may show a face in relief; only sites "
            "that show none may be larger"
        )
    clean = without_texts(height_map, format_id="array")
    path = stem.with_suffix(".x3p")
    write_surface(clean, path)  # type: ignore[arg-type]
    return (path,)


def _spectrum(study: Study, _: Capture, kept: Path, stem: Path) -> tuple[Path, ...]:
    from turgor.formats.spectrum import read_spectra, write_spectra

    spectra = read_spectra(kept, study.spectrum.options)
    path = stem.with_suffix(".csv")
    write_spectra([without_texts(one, stated={}) for one in spectra], path)  # type: ignore[misc]
    return (path,)


def _suction(study: Study, capture: Capture, kept: Path, stem: Path) -> tuple[Path, ...]:
    from turgor.formats.suction import write_suction

    def clean(one: SuctionRecording) -> AnyRecord:
        told = one.protocol.preconditioning
        known = vocabulary("condition").holds(told)
        protocol = dataclasses.replace(
            one.protocol, preconditioning=told if known else "stated, not shared"
        )
        return without_texts(one, protocol=protocol, stated={})

    return _each(study, capture, kept, stem, ".csv", clean, write_suction)


def _barrier(study: Study, capture: Capture, kept: Path, stem: Path) -> tuple[Path, ...]:
    from turgor.formats.barrier import write_barrier

    return _each(study, capture, kept, stem, ".csv", without_texts, write_barrier)


def _wave(study: Study, capture: Capture, kept: Path, stem: Path) -> tuple[Path, ...]:
    from turgor.formats.wave import write_wave

    return _each(study, capture, kept, stem, ".npz", without_texts, write_wave)


def _oct(study: Study, capture: Capture, kept: Path, stem: Path) -> tuple[Path, ...]:
    from turgor.formats.oct import write_oct

    def clean(one: OctPair) -> AnyRecord:
        return without_texts(one, load=one.load if one.load in _KNOWN_LOADS else _UNKNOWN)

    return _each(study, capture, kept, stem, ".npz", clean, write_oct)


def _ultrasound(study: Study, capture: Capture, kept: Path, stem: Path) -> tuple[Path, ...]:
    from turgor.formats.ultrasound import write_ultrasound

    def clean(one: BModeImage | UltrasoundLines) -> AnyRecord:
        # only a region that the file itself calibrates is known to be image and nothing else
        if isinstance(one, BModeImage) and "region" not in one.settings:
            raise LeftOutError(
                "words may be burnt into the picture, and the file does not say where the image is"
            )
        return without_texts(one)

    def write(one: AnyRecord, path: Path) -> None:
        suffix = ".png" if isinstance(one, BModeImage) else ".npz"
        write_ultrasound(one, path.with_suffix(suffix))  # type: ignore[arg-type]

    _each(study, capture, kept, stem, ".png", clean, write)
    return tuple(sorted(stem.parent.glob(f"{stem.name}*")))


def _elastogram(study: Study, capture: Capture, kept: Path, stem: Path) -> tuple[Path, ...]:
    from turgor.formats.elastogram import write_elastogram

    words = vocabulary("condition")

    def clean(one: Elastogram) -> AnyRecord:
        # words over a coloured picture leave holes of their own shape in the map
        if one.origin == "colour-bar":
            raise LeftOutError(
                "a map read from a picture's colours may show the words that lay over it"
            )

        def known(text: str) -> str:
            return text if words.holds(text) else ""

        stated = tuple(
            dataclasses.replace(
                item,
                name="",
                site=known(item.site),
                technique=known(item.technique),
                statistic=known(item.statistic),
            )
            for item in one.stated
        )
        return without_texts(one, stated=stated)

    return _each(study, capture, kept, stem, ".dcm", clean, write_elastogram)


def _each(
    study: Study,
    capture: Capture,
    kept: Path,
    stem: Path,
    suffix: str,
    clean: Callable[..., AnyRecord],
    write: Callable[..., None],
) -> tuple[Path, ...]:
    """Each record of a file as a file of its own, numbered where there are several."""
    records: Sequence[AnyRecord] = (
        study.readings[capture.kind].under(capture.settings).read(kept, [])
    )
    cleaned = [clean(record) for record in records]
    paths: list[Path] = []
    for number, record in enumerate(cleaned, start=1):
        name = stem.name if len(cleaned) == 1 else f"{stem.name}-{number}"
        paths.append(stem.with_name(f"{name}{suffix}"))
        write(record, paths[-1])
    return tuple(paths)


_KINDS: dict[str, Callable[[Study, Capture, Path, Path], tuple[Path, ...]]] = {
    "surface": _surface,
    "spectrum": _spectrum,
    "suction": _suction,
    "barrier": _barrier,
    "wave": _wave,
    "oct": _oct,
    "ultrasound": _ultrasound,
    "elastogram": _elastogram,
}
