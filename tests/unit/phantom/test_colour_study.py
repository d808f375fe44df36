"""The colour part of a phantom study: files, rows, truth, and that it can be made again."""

import hashlib
from dataclasses import replace

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.formats.photo import read_photograph
from turgor.formats.spectrum import read_spectra
from turgor.phantom.colour_plan import ColourPlan
from turgor.phantom.colour_study import colour_part
from turgor.phantom.study import side_states
from turgor.phantom.study_spec import StudySpec

SPEC = StudySpec(subjects=2)
PLAN = ColourPlan(photo_subjects=1, photo_shape=(263, 350), um_per_px=328.0)


@pytest.fixture(scope="module")
def part(tmp_path_factory):
    folder = tmp_path_factory.mktemp("colour")
    return folder, colour_part(folder, SPEC, side_states(SPEC), PLAN)


def test_every_row_is_a_file_that_is_read(part) -> None:
    folder, made = part
    assert len(made.rows) == len({row[0] for row in made.rows})
    assert len(made.spectra) == 2 * 2 * (3 + 3 * 2) and len(made.photos) == 2 * (2 + 3)
    for row in made.rows:
        assert len(row) == 10 and (folder / row[0]).is_file()
    (one,) = read_spectra(folder / made.spectra[0].path)
    assert one.aperture_mm == 8.0 and len(one.wavelength_nm) == 31
    wide = (folder / made.wide_table).read_text(encoding="utf-8").splitlines()
    assert len(wide) == 2 + len(made.spectra)
    photo = read_photograph(folder / made.photos[0].path)
    assert photo.shape == PLAN.photo_shape


def test_charts_and_zones_lie_in_the_picture(part) -> None:
    rows, cols = PLAN.photo_shape
    for photo in part[1].photos:
        corners = np.array(photo.chart_corners_px + photo.zone_px)
        assert corners.shape == (8, 2)
        assert corners.min() > 0
        assert corners[:, 0].max() < cols - 1 and corners[:, 1].max() < rows - 1


def test_a_zones_colour_is_near_that_of_the_person(part) -> None:
    """Spots and mottling darken the mean of a zone a little against the plain skin."""
    made = part[1]
    own = {(s.subject, s.side, s.visit): s.ita_deg for s in made.sides}
    for photo in made.photos:
        off = photo.zone_ita_deg - own[photo.subject, photo.side, photo.visit]
        assert -8.0 < off < 1.0


def test_only_the_treated_side_changes(part) -> None:
    made = part[1]
    for side in made.sides:
        if side.arm == "untreated" or side.visit == "baseline":
            assert (side.melanin_factor, side.blood_factor, side.fade) == (1.0, 1.0, 0.0)
        else:
            assert (side.melanin_factor, side.blood_factor, side.fade) != (1.0, 1.0, 0.0)
    treated = {(s.subject, s.side) for s in made.sides if s.arm != "untreated"}
    contrast = {
        (p.subject, p.side, p.visit): {s[0]: s[5] for s in p.spots if s[1] == "melanin"}
        for p in made.photos
        if p.replicate == 1
    }
    for (subject, side, visit), spots in contrast.items():
        base = contrast[subject, side, "baseline"]
        kept = np.mean([spots[k] / base[k] for k in base])
        if (subject, side) in treated and visit == "W24":
            assert kept < 0.75
        elif (subject, side) not in treated:
            assert kept == pytest.approx(1.0)


def test_made_again_it_is_the_same(part, tmp_path) -> None:
    folder, made = part
    plan = replace(PLAN, photos_at_baseline=1)
    again = colour_part(tmp_path, SPEC, side_states(SPEC), plan)
    for row in again.rows[:3] + again.rows[-3:]:
        digests = [
            hashlib.sha256((place / row[0]).read_bytes()).hexdigest()
            for place in (folder, tmp_path)
        ]
        assert digests[0] == digests[1], row[0]
    assert again.sides == made.sides


def test_a_folder_that_can_not_be_made(tmp_path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="choose another folder"):
        colour_part(tmp_path / "file", SPEC, side_states(SPEC), PLAN)
    with pytest.raises(InputError):
        ColourPlan(tones=())
