"""OpenCV for registration and spots, with as many threads as Turgor may use."""

from types import ModuleType

from turgor.compute import worker_count
from turgor.measure.photo.opencv import opencv as load


def opencv() -> ModuleType:
    """The module ``cv2``.

    Errors: MissingExtraError where the extra is not installed.
    """
    module = load("registering photographs and following spots")
    module.setNumThreads(worker_count())
    return module
