"""The method that measures each kind of capture in a study, and what names its work."""

from turgor.record.capture import READING_KINDS
from turgor.workflow.method import Method

#: raised whenever a value of any finding of these methods may differ from before
SPECTRUM_METHOD = ("turgor.spectrum", "1")
PHOTO_METHOD = ("turgor.photograph", "1")

#: the region version of a capture whose whole field is measured
NO_ZONES = 0


def current_methods(surface: Method) -> dict[str, tuple[str, str]]:
    """Id and version of the method for each kind of capture; ``surface`` is the one chosen."""
    from turgor.workflow.reading.kinds import reading_type

    return {
        "surface": (surface.id, surface.version),
        "spectrum": SPECTRUM_METHOD,
        "photograph": PHOTO_METHOD,
        **{kind: reading_type(kind).method for kind in READING_KINDS},
    }
