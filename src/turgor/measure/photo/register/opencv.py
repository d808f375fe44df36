"""OpenCV is an extra: loaded on first use, and told by name where it is missing."""

from types import ModuleType

from turgor.compute import worker_count
from turgor.errors import MissingExtraError


def opencv() -> ModuleType:
    """The module ``cv2``, using as many threads as Turgor may use.

    Errors: MissingExtraError where the extra is not installed.
    """
    try:
        import cv2
    except ImportError as error:
        raise MissingExtraError(
            "registering photographs needs OpenCV; add it with: pip install 'turgor[photo]'"
        ) from error
    cv2.setNumThreads(worker_count())
    module: ModuleType = cv2
    return module
