"""What a file is: heights, spectra, a photograph, a suction curve, a filled form ..."""

from pathlib import Path

from turgor.errors import FormatError

#: the file that stands for a set of light images beside it
LIGHT_SETS = {"scan.yaml", "scan.yml"}


def kind_of_capture(path: Path) -> str:
    """One of ``turgor.record.capture.CAPTURE_KINDS``, by content before suffix.

    A 16-bit grey image is a height map, an 8-bit grey one an ultrasound image and a colour image a
    photograph; DICOM says itself what it holds. A table is what its header says. What nobody else
    claims is left to the surface formats, whose refusal names what they read.

    Errors: FormatError for a file that can't be read, and for named arrays (.npz, .mat) that are
    broken or of no kind.
    """
    if path.name in LIGHT_SETS:
        return "surface"
    return _of_form(path) or _of_picture(path) or _of_table(path) or _of_arrays(path) or "surface"


def _of_form(path: Path) -> str:
    from turgor.formats.questionnaire import is_questionnaire, is_questionnaire_response

    if path.suffix.lower() != ".json":
        return ""
    if is_questionnaire(path):
        raise FormatError(
            f"{path}: is a form without answers; take it in with `turgor study instrument add`"
        )
    return "form" if is_questionnaire_response(path) else ""


def _of_picture(path: Path) -> str:
    from turgor.formats.elastogram import is_elastogram
    from turgor.formats.photo import is_photograph
    from turgor.formats.ultrasound import is_ultrasound

    # reports and maps alone; a picture with a colour bar is one only where its user says so
    if is_elastogram(path):
        return "elastogram"
    if is_ultrasound(path):
        return "ultrasound"
    return "photograph" if is_photograph(path) else ""


def _of_table(path: Path) -> str:
    from turgor.formats.barrier import is_barrier
    from turgor.formats.spectrum import is_spectrum
    from turgor.formats.suction import is_suction

    if is_barrier(path):
        return "barrier"
    if is_suction(path):
        return "suction"
    return "spectrum" if is_spectrum(path) else ""


def _of_arrays(path: Path) -> str:
    from turgor.formats.oct import is_oct
    from turgor.formats.wave import is_wave

    if is_wave(path):
        return "wave"
    if is_oct(path):
        return "oct"
    if path.suffix.lower() in (".npz", ".mat"):
        raise _no_known_arrays(path)
    return ""


def _no_known_arrays(path: Path) -> FormatError:
    from turgor.formats.finishing import printable
    from turgor.formats.named_arrays import named_in

    try:
        names = named_in(path)
    except FormatError as error:
        return error
    return FormatError(
        f"{path}: holds {printable(', '.join(names), 200) or 'no array'}; told by their names are "
        "displacement_um, velocity_mm_s, iq and rf of a wave, before and after of OCT scans and rf "
        "of an ultrasound image: rename them, or state its kind and which array is which"
    )
