"""A photometric-stereo capture: a folder with scan.yaml and one image for each light.

The description is read by our own small parser of the flat subset that the instrument writes:
``key: value`` lines and lists of names. Anything else at the top level is refused; nested blocks
(annotations) are kept out, since they describe drawings, not the capture.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from turgor.errors import FormatError
from turgor.formats.opening import checked_size, read_bytes

_LONGEST_YAML = 1_000_000
_MOST_IMAGES = 64
_MOST_PIXELS = 100_000_000
_NESTED = frozenset({"annotations"})


@dataclass(frozen=True, slots=True)
class LightImages:
    """Images of one unmoved surface, each under another light.

    grey : (n, rows, cols) float64, 0..1, mean of the channels, in the camera's own values.
    colour : (n, rows, cols, 3) float64, 0..1, or None where the images are grey.
    pitch_um : µm between neighbouring pixel centres.
    names : file names in the order of the description.
    device : what the description says of the device; '' where it says nothing.
    settings : the description's own words.
    """

    grey: NDArray[np.float64]
    colour: NDArray[np.float64] | None
    pitch_um: float
    names: tuple[str, ...]
    device: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)


def read_light_images(scan_yaml: Path) -> LightImages:
    """Read a scan.yaml and the images that it names, from its own folder only.

    Errors: FormatError where the description or an image is missing, malformed, of another size,
    outside the folder, or where ``mmperpixel`` is no positive number.
    """
    scan_yaml = Path(scan_yaml)
    words, lists = _flat_yaml(scan_yaml)
    names = lists.get("images", ())
    if not 3 <= len(names) <= _MOST_IMAGES:
        raise FormatError(
            f"{scan_yaml}: names {len(names)} images; photometric stereo needs 3 to {_MOST_IMAGES}"
        )
    pitch_um = _pitch_um(scan_yaml, words)
    pictures = [_picture(scan_yaml, name) for name in names]
    for name, picture in zip(names, pictures, strict=True):
        if picture.shape != pictures[0].shape:
            raise FormatError(
                f"{scan_yaml.parent / name}: is {picture.shape[1]} x {picture.shape[0]} pixels, "
                f"the first image {pictures[0].shape[1]} x {pictures[0].shape[0]}; all must agree"
            )
    stack = np.stack(pictures)
    colour = stack if stack.ndim == 4 else None
    grey = stack.mean(axis=3) if stack.ndim == 4 else stack
    return LightImages(
        grey=grey,
        colour=colour,
        pitch_um=pitch_um,
        names=tuple(names),
        device=words.get("device", ""),
        settings=words,
    )


def _pitch_um(path: Path, words: Mapping[str, str]) -> float:
    text = words.get("mmperpixel", "")
    try:
        pitch_um = float(text) * 1000.0
    except ValueError:
        pitch_um = math.nan
    if not (math.isfinite(pitch_um) and pitch_um > 0):
        raise FormatError(
            f"{path}: 'mmperpixel' is '{text}'; it must be a positive number of mm per pixel"
        )
    return pitch_um


def _flat_yaml(path: Path) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Plain words and lists of names at the top level of the description."""
    size = checked_size(path)
    if size > _LONGEST_YAML:
        raise FormatError(f"{path}: is {size} bytes; a scan description has a few hundred")
    try:
        text = read_bytes(path, size).decode("utf-8")
    except UnicodeDecodeError:
        raise FormatError(f"{path}: is no UTF-8 text; give the instrument's scan.yaml") from None
    words: dict[str, str] = {}
    lists: dict[str, list[str]] = {}
    key = ""
    for number, line in enumerate(text.splitlines(), 1):
        content = line.split(" #")[0].rstrip()
        if not content.strip() or content.startswith("#") or content in ("---", "..."):
            continue
        if key in _NESTED and (content[0] in " -"):
            continue
        stripped = content.strip()
        if stripped.startswith("- ") and key and not words.get(key):
            words.pop(key, None)
            lists.setdefault(key, []).append(_unquoted(stripped[2:]))
            continue
        name, colon, value = content.partition(":")
        if content[0] == " " or not colon or not name or name in words or name in lists:
            raise FormatError(
                f"{path}: line {number} can't be understood; allowed are 'key: value' and lists of "
                "names"
            )
        key = name
        words[key] = _unquoted(value)
    return words, {name: tuple(items) for name, items in lists.items()}


def _unquoted(text: str) -> str:
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text


def _picture(scan_yaml: Path, name: str) -> NDArray[np.float64]:
    """One image as float64 in 0..1, (rows, cols) or (rows, cols, 3)."""
    from PIL import Image

    if PurePosixPath(name).name != name or name in ("", ".", "..") or "\\" in name:
        raise FormatError(f"{scan_yaml}: image name '{name}' leaves the folder; plain names only")
    path = scan_yaml.parent / name
    checked_size(path)
    try:
        with Image.open(path, formats=("PNG", "TIFF", "BMP", "JPEG")) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise FormatError(f"{path}: is larger than {_MOST_PIXELS} pixels; crop it first")
            mode = image.mode
            if mode in ("RGBA", "P", "CMYK", "YCbCr"):
                image_data = np.asarray(image.convert("RGB"))
            else:
                image_data = np.asarray(image)
    except FormatError:
        raise
    except Exception as error:
        raise FormatError(
            f"{path}: can't be read as an image ({type(error).__name__}); copy it again"
        ) from None
    if image_data.ndim not in (2, 3) or (image_data.dtype.kind not in "u" and mode != "I"):
        raise FormatError(f"{path}: image mode '{mode}' is not read; give 8- or 16-bit images")
    full_scale = 255.0 if image_data.dtype == np.uint8 else 65535.0
    return np.asarray(image_data[..., :3] if image_data.ndim == 3 else image_data) / full_scale
