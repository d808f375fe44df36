"""scan.yaml: the flat subset that the instrument writes, and images that fit together."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from turgor.errors import FormatError
from turgor.formats.light_images import read_light_images

GOOD = (
    "images:\n  - a.png\n  - b.png\n  - 'c.png'\nguid: 12-34\nmmperpixel: 0.025\n"
    'device: "probe 1"\n'
    "crop: [0, 0, 0, 0]\nannotations: \n  - type: Line\n    name: Line1\n    x1: 220.25\n"
)


def folder(tmp_path: Path, text: str = GOOD, shape: tuple[int, ...] = (5, 7)) -> Path:
    for level, name in enumerate("abc"):
        Image.fromarray(np.full(shape, 51 * (level + 1), np.uint8)).save(tmp_path / f"{name}.png")
    (tmp_path / "scan.yaml").write_text(text)
    return tmp_path / "scan.yaml"


def test_grey_images(tmp_path: Path) -> None:
    images = read_light_images(folder(tmp_path))
    assert images.grey.shape == (3, 5, 7)
    assert images.grey[:, 0, 0] == pytest.approx([0.2, 0.4, 0.6])
    assert images.colour is None
    assert images.pitch_um == 25.0
    assert images.names == ("a.png", "b.png", "c.png")
    assert images.device == "probe 1"
    assert images.settings["guid"] == "12-34"


def test_colour_images_give_their_mean(tmp_path: Path) -> None:
    images = read_light_images(folder(tmp_path, shape=(5, 7, 3)))
    assert images.colour is not None
    assert images.colour.shape == (3, 5, 7, 3)
    assert images.grey == pytest.approx(images.colour.mean(axis=3))


def test_16_bit_images_keep_their_depth(tmp_path: Path) -> None:
    path = folder(tmp_path)
    for name in "abc":
        Image.fromarray(np.full((5, 7), 13107, np.uint16)).save(tmp_path / f"{name}.png")
    assert read_light_images(path).grey == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        ("mmperpixel: 0.025", "mmperpixel: 0", "mmperpixel"),
        ("mmperpixel: 0.025", "mmperpixel: nan", "mmperpixel"),
        ("mmperpixel: 0.025\n", "", "mmperpixel"),
        ("  - b.png\n", "", "names 2 images"),
        ("  - b.png\n", "  - ../b.png\n", "leaves the folder"),
        ("  - b.png\n", "  - /etc/passwd\n", "leaves the folder"),
        ("  - b.png\n", "  - d.png\n", "no such file"),
        ("guid: 12-34\n", "guid 12-34\n", "line 5"),
        ("guid: 12-34\n", "guid: 1\nguid: 2\n", "line 6"),
        ("guid: 12-34\n", "guid: 1\n  inner: 2\n", "line 6"),
    ],
)
def test_what_is_not_understood_is_refused(tmp_path: Path, old: str, new: str, match: str) -> None:
    assert old in GOOD
    with pytest.raises(FormatError, match=match):
        read_light_images(folder(tmp_path, GOOD.replace(old, new)))


def test_images_must_agree_in_size_and_be_images(tmp_path: Path) -> None:
    path = folder(tmp_path)
    Image.fromarray(np.zeros((5, 8), np.uint8)).save(tmp_path / "b.png")
    with pytest.raises(FormatError, match=r"b\.png: is 8 x 5"):
        read_light_images(path)
    (tmp_path / "b.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    with pytest.raises(FormatError, match="as an image"):
        read_light_images(path)


def test_no_text_at_all(tmp_path: Path) -> None:
    path = tmp_path / "scan.yaml"
    for content in (b"", b"\xff\xfe\x00", b"x: " * 500_000):
        path.write_bytes(content)
        with pytest.raises(FormatError):
            read_light_images(path)
