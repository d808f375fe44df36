"""What a file is: heights of a surface, reflectance spectra, or a photograph."""

from pathlib import Path

#: the file that stands for a set of light images beside it
LIGHT_SETS = {"scan.yaml", "scan.yml"}


def kind_of_capture(path: Path) -> str:
    """One of ``turgor.record.capture.CAPTURE_KINDS``, by content before suffix.

    A 16-bit grey image is a height map and a colour image a photograph; a table is spectra only
    where its header or its keywords say so. What nobody else claims is left to the surface
    formats, whose refusal names what they read.
    """
    if path.name in LIGHT_SETS:
        return "surface"
    from turgor.formats.photo import is_photograph

    if is_photograph(path):
        return "photograph"
    from turgor.formats.spectrum import is_spectrum

    return "spectrum" if is_spectrum(path) else "surface"
