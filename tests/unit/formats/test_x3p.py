"""X3P: every type of height, masks, checksums, and archives that mean harm."""

import hashlib
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from turgor.errors import FormatError
from turgor.formats import read_surface
from turgor.formats.base import NEVER_TRIED
from turgor.record.height_map import HeightMap

COUNTS = np.arange(15).reshape(3, 5) - 4


def main_xml(
    kind: str, data: bytes, rows: int = 3, cols: int = 5, extra: str = "", **words: str
) -> bytes:
    """A document written here by hand, apart from the writer."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>{words.get("doctype", "")}
    <p:ISO5436_2 xmlns:p="http://www.opengps.eu/2008/ISO5436_2"><Record1>
    <FeatureType>{words.get("feature", "SUR")}</FeatureType><Axes>
    <CX><AxisType>{words.get("axis", "I")}</AxisType><Increment>1e-5</Increment></CX>
    <CY><AxisType>I</AxisType><Increment>{words.get("pitch", "2e-5")}</Increment></CY>
    <CZ><AxisType>A</AxisType><DataType>{kind}</DataType>{words.get("scale", "")}</CZ></Axes>
    </Record1><Record3><MatrixDimension><SizeX>{cols}</SizeX><SizeY>{rows}</SizeY>
    <SizeZ>{words.get("layers", "1")}</SizeZ></MatrixDimension><DataLink>
    <PointDataLink>{words.get("link", "bindata/data.bin")}</PointDataLink>
    <MD5ChecksumPointData>{words.get("md5", hashlib.md5(data).hexdigest())}</MD5ChecksumPointData>
    {extra}</DataLink></Record3></p:ISO5436_2>""".encode()


def archive(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return buffer.getvalue()


def read(tmp_path: Path, content: bytes) -> HeightMap:
    path = tmp_path / "made.x3p"
    path.write_bytes(content)
    return read_surface(path)


def made(kind: str = "D", data: bytes | None = None, **words: str) -> bytes:
    data = (COUNTS * 1e-6).astype("<f8").tobytes() if data is None else data
    return archive({"main.xml": main_xml(kind, data, **words), "bindata/data.bin": data})


@pytest.mark.parametrize(("kind", "code"), [("I", "<i2"), ("L", "<i4"), ("F", "<f4"), ("D", "<f8")])
def test_each_type_of_height(tmp_path: Path, kind: str, code: str) -> None:
    scale = "<Increment>2e-6</Increment><Offset>1e-6</Offset>"
    height_map = read(tmp_path, made(kind, COUNTS.astype(code).tobytes(), scale=scale))
    assert height_map.height_um == pytest.approx(COUNTS * 2.0 + 1.0)
    assert (height_map.pitch_x_um, height_map.pitch_y_um) == pytest.approx((10.0, 20.0))
    assert (NEVER_TRIED in height_map.flags) == (kind != "D")


def test_mask_takes_the_lowest_bit_first(tmp_path: Path) -> None:
    data = COUNTS.astype("<i4").tobytes()
    scale = "<Increment>1e-6</Increment>"
    valid = bytes([0b11111101, 0b10111111])
    extra = (
        "<ValidPointsLink>bindata/valid.bin</ValidPointsLink><MD5ChecksumValidPoints>"
        f"{hashlib.md5(valid).hexdigest()}</MD5ChecksumValidPoints>"
    )
    members = {
        "main.xml": main_xml("L", data, extra=extra, scale=scale),
        "bindata/data.bin": data,
        "bindata/valid.bin": valid,
    }
    height_map = read(tmp_path, archive(members))
    assert np.flatnonzero(np.isnan(height_map.height_um)).tolist() == [1, 14]
    members["bindata/valid.bin"] = b"\x00"
    with pytest.raises(FormatError, match=r"valid\.bin"):
        read(tmp_path, archive(members))


@pytest.mark.parametrize(
    ("words", "match"),
    [
        ({"md5": "0" * 32}, "checksum"),
        ({"axis": "A"}, "incremental"),
        ({"feature": "PRF"}, "feature type"),
        ({"layers": "3"}, "layers"),
        ({"pitch": "0"}, "pitch"),
        ({"pitch": "-1e-6"}, "pitch"),
        ({"pitch": "nan"}, "finite"),
        ({"pitch": ""}, "Increment"),
        ({"link": "../../etc/passwd"}, "lacks"),
        ({"link": ""}, "list of points"),
        ({"kind": "Q"}, "type 'Q'"),
    ],
)
def test_refusals_name_the_reason(tmp_path: Path, words: dict[str, str], match: str) -> None:
    with pytest.raises(FormatError, match=match):
        read(tmp_path, made(**words))  # type: ignore[arg-type]


def test_whole_numbers_without_an_increment_are_refused(tmp_path: Path) -> None:
    data = COUNTS.astype("<i4").tobytes()
    for scale in ("", "<Increment>0</Increment>", "<Increment>-1e-6</Increment>"):
        with pytest.raises(FormatError, match="no scale"):
            read(tmp_path, made("L", data, scale=scale))


def test_entities_are_refused(tmp_path: Path) -> None:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE lolz [<!ENTITY l0 "lol">{lol}]>'
    with pytest.raises(FormatError, match="document type"):
        read(tmp_path, made(doctype=doctype))
    with pytest.raises(FormatError, match="document type"):
        read(tmp_path, made(doctype='<!DOCTYPE x SYSTEM "file:///etc/passwd">'))


def test_deep_xml_is_refused(tmp_path: Path) -> None:
    deep = b"<a>" * 200 + b"</a>" * 200
    with pytest.raises(FormatError, match="too deep"):
        read(tmp_path, archive({"main.xml": deep}))


def test_zip_bombs_are_refused_before_unpacking(tmp_path: Path) -> None:
    zeros = bytes(200_000_000)
    in_data = archive({"main.xml": main_xml("D", b"", 5000, 5000), "bindata/data.bin": zeros})
    assert len(in_data) < 300_000
    with pytest.raises(FormatError, match="zip bomb"):
        read(tmp_path, in_data)
    beyond = archive({"main.xml": main_xml("D", b""), "bindata/data.bin": zeros[:50_000_000]})
    with pytest.raises(FormatError, match="nothing was unpacked"):
        read(tmp_path, beyond)
    with pytest.raises(FormatError, match="nothing was unpacked"):
        read(tmp_path, archive({"main.xml": b" " * 30_000_000}))


def test_wrong_header_checksum_is_flagged(tmp_path: Path) -> None:
    data = (COUNTS * 1e-6).astype("<f8").tobytes()
    document = main_xml("D", data).replace(
        b"</p:ISO5436_2>",
        b"<Record4><ChecksumFile>md5checksum.hex</ChecksumFile></Record4></p:ISO5436_2>",
    )
    members = {"main.xml": document, "bindata/data.bin": data, "md5checksum.hex": b"0" * 32}
    assert "x3p-header-checksum-differs" in read(tmp_path, archive(members)).flags
    members["md5checksum.hex"] = hashlib.md5(document).hexdigest().encode() + b" *main.xml"
    assert "x3p-header-checksum-differs" not in read(tmp_path, archive(members)).flags


def test_other_zips_are_no_surface(tmp_path: Path) -> None:
    path = tmp_path / "other.zip"
    path.write_bytes(archive({"readme.txt": b"hello"}))
    with pytest.raises(FormatError, match="no surface format"):
        read_surface(path)
    (tmp_path / "renamed.zip").write_bytes(made())
    assert read_surface(tmp_path / "renamed.zip").format_id == "x3p"
