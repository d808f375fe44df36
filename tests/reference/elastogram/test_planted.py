"""A planted map comes back through each of the three kinds of file, within what is stated."""

from pathlib import Path

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.formats.elastogram import is_elastogram, read_elastogram
from turgor.measure.elasticity.elastogram import measure_elastogram
from turgor.phantom.elastogram import ElastogramSpec, planted_elastogram, write_elastogram_files

SHA = "0" * 64


def by_statistic(found, metric="elastography.reported_modulus"):
    return {f.measurand.as_mapping()["statistic"]: f for f in found.findings if f.metric == metric}


def test_report_and_map_are_exact_and_the_picture_is_within_its_error(tmp_path: Path) -> None:
    made = write_elastogram_files(ElastogramSpec(), 11, tmp_path)
    truth = made.truth
    assert is_elastogram(made.report) and is_elastogram(made.map)
    assert not is_elastogram(made.picture) and is_elastogram(made.picture, made.options)
    (report,), (stored,) = read_elastogram(made.report), read_elastogram(made.map)
    np.testing.assert_array_equal(stored.values, truth.modulus_kpa)
    (picture,) = read_elastogram(made.picture, made.options)
    for one in (report, stored):
        found = by_statistic(measure_elastogram(one, capture_sha256=SHA))
        assert found["median"].value == pytest.approx(truth.median_kpa, rel=1e-12)
        assert found["mean"].value == pytest.approx(truth.mean_kpa, rel=1e-12)
        assert found["sd"].value == pytest.approx(truth.sd_kpa, rel=1e-12)
    done = measure_elastogram(picture, capture_sha256=SHA)
    found = by_statistic(done)
    assert abs(found["median"].value - truth.median_kpa) <= picture.u
    assert abs(found["mean"].value - truth.mean_kpa) <= picture.u
    assert done.summary.missing_share == pytest.approx(truth.missing_share, abs=0.005)
    x0, y0, x1, y1 = (int(word) for word in made.options.roi.split())
    off = np.abs(picture.values[y0:y1, x0:x1] - truth.modulus_kpa)
    known = np.isfinite(off)
    assert np.mean(off[known] <= picture.u) >= 0.99
    assert picture.pixel_um == (80.0, 80.0)


def test_a_scanner_set_too_low_gives_bounds_instead_of_numbers(tmp_path: Path) -> None:
    made = write_elastogram_files(ElastogramSpec(bar_high_kpa=13.0), 11, tmp_path)
    assert made.truth.above_bar_share > 0.5
    (picture,) = read_elastogram(made.picture, made.options)
    found = by_statistic(measure_elastogram(picture, capture_sha256=SHA))
    assert [found[name].value for name in ("median", "mean", "sd")] == [None, None, None]
    assert "value-is-only-a-bound" in found["median"].flags


def test_the_planted_map_is_what_was_asked_for() -> None:
    plain = planted_elastogram(ElastogramSpec(patch_ratio=1.0, missing_share=0.0), 3)
    assert plain.median_kpa == pytest.approx(14.8)
    assert np.log(plain.modulus_kpa).std() == pytest.approx(0.15, rel=1e-6)
    assert plain.missing_share == 0.0
    holed = planted_elastogram(ElastogramSpec(missing_share=0.2), 3)
    assert holed.missing_share == pytest.approx(0.2, abs=1e-3)
    assert holed.mean_kpa > plain.mean_kpa
    for wrong in ({"rows": 3}, {"alpha": 0.0}, {"modulus_kpa": -1.0}):
        with pytest.raises(InputError):
            ElastogramSpec(**wrong)
