"""The optional image library, asked for where it is needed."""

from importlib import import_module
from types import ModuleType

from turgor.errors import MissingExtraError


def opencv(what: str) -> ModuleType:
    """OpenCV.

    Errors: MissingExtraError naming what it is needed for and how to add it.
    """
    try:
        return import_module("cv2")
    except ImportError:
        raise MissingExtraError(
            f"{what} needs OpenCV; install it with: pip install 'turgor[photo]'"
        ) from None
