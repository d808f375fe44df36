"""16-bit colour pictures through OpenCV, since Pillow reads them as 8 bits."""

from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np

from turgor.errors import FormatError, MissingExtraError
from turgor.formats.photo.orientation import Photo


def opencv(what: str) -> ModuleType:
    """The optional library.

    Errors: MissingExtraError naming what it is needed for.
    """
    try:
        cv2 = import_module("cv2")
    except ImportError:
        raise MissingExtraError(
            f"{what} needs OpenCV; install it with: pip install 'turgor[photo]'"
        ) from None
    logging = getattr(cv2.utils, "logging", None)
    if logging is not None:  # damage is told by our own refusals
        logging.setLogLevel(logging.LOG_LEVEL_ERROR)
    return cv2


def decoded(path: Path, content: bytes) -> Photo:
    """(rows, cols, 3 or 4) in the order red, green, blue, alpha; not turned.

    Errors: FormatError where it can't be decoded, MissingExtraError without the library.
    """
    cv2 = opencv(f"{path}: a 16-bit photograph")
    try:
        flags = cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION
        values = cv2.imdecode(np.frombuffer(content, np.uint8), flags)
    except cv2.error:
        values = None
    if values is None or values.ndim != 3:
        raise FormatError(f"{path}: its 16-bit pixels can't be decoded; save it as plain RGB")
    order = (2, 1, 0) if values.shape[2] == 3 else (2, 1, 0, 3)
    return np.ascontiguousarray(values[..., order])
