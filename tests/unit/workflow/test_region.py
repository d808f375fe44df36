from pathlib import Path

import pytest
from PIL import Image

from turgor.errors import InputError, StudyError
from turgor.workflow.region import import_blind, parse_polygon, set_region, write_blind
from turgor.workflow.study import Study


def test_previews_tell_nobody_whose_skin_it_is(filled: Study, tmp_path: Path) -> None:
    folder = tmp_path / "blind"
    made = write_blind(filled, folder)
    assert len(made.previews) == 2
    assert {path.name for path in folder.iterdir()} == {
        "regions.csv", *(path.name for path in made.previews),
    }  # fmt: skip
    words = {"S01", "left", "right", "crow", "microneedling", "untreated", "V0", "R1"}
    sums = {capture.sha256 for capture in filled.store.captures.all()}
    for path in folder.iterdir():
        content = path.read_bytes().decode("latin-1")
        told = path.name + (content if path.suffix == ".csv" else "")
        assert not [word for word in words if word in told.replace(path.stem, "")]
        assert not [sha for sha in sums if sha[:8] in content]
    for path in made.previews:
        with Image.open(path) as picture:
            picture.load()
            assert picture.info == {}
            assert picture.getexif() == {}
            assert max(picture.size) <= 1000
    rows = made.table.read_text().splitlines()
    assert rows[0] == "code,polygon_mm"
    assert rows[1:] == sorted(rows[1:])
    with pytest.raises(InputError, match="holds files already"):
        write_blind(filled, folder)


def test_regions_come_back_to_the_right_side_as_blind(filled: Study, tmp_path: Path) -> None:
    made = write_blind(filled, tmp_path / "blind")
    codes = [path.stem for path in made.previews]
    key = filled.store.regions.codes()
    by_sum = {capture.sha256: capture for capture in filled.store.captures.all()}
    table = made.table
    table.write_text(
        f"code,polygon_mm\n{codes[0]},1 1; 4 1; 4 3\n{codes[1]},\nNONE,1 1; 4 1; 4 3\n"
        f"{codes[1]},1 1; 2 2\n"
    )
    placed = import_blind(filled, table)
    (kept,) = placed.regions
    assert kept.region.placed_blind
    assert kept.region.polygon_um == ((1000, 1000), (4000, 1000), (4000, 3000))
    capture = by_sum[key[codes[0]]]
    assert (kept.region.site, kept.region.name) == (capture.site, capture.region)
    assert (capture.visit, capture.replicate) == ("V0", 1)
    assert [what for what, _ in placed.refused] == [f"regions.csv:{line}" for line in (3, 4, 5)]
    assert "was never given out by this study" in placed.refused[1][1]
    table.write_text("kode,polygon\n")
    with pytest.raises(InputError, match="its header must be 'code,polygon_mm'"):
        import_blind(filled, table)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1 1; 2 2", "has 2 corners"),
        ("1 1; 2; 3 3", "corner '2' is not two numbers"),
        ("1 1; 2 2; 3 3", "encloses no area"),
        ("1 1; 2 nan; 3 1", "lies outside"),
        ("-1 1; 2 2; 3 1", "lies outside"),
        ("", "has 0 corners"),
    ],
)
def test_polygons_that_are_none(text: str, reason: str) -> None:
    with pytest.raises(StudyError, match=reason):
        parse_polygon(text)


def test_a_region_of_no_place_is_refused(filled: Study) -> None:
    with pytest.raises(StudyError, match=r"there are S01 crow's feet left R1"):
        set_region(filled, "S01", "cheek", "left", "R1", "1 1; 2 2; 3 1")
    with pytest.raises(InputError, match="--subject and --site"):
        set_region(filled, "", "cheek", "left", "", "1 1; 2 2; 3 1")
