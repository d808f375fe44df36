import numpy as np
import pytest

from turgor.errors import InputError, MeasureError
from turgor.measure.elasticity.elastogram import (
    ElastogramSettings,
    elastogram_conditions,
    measure_elastogram,
)
from turgor.metrics import Measurand, difference_reason
from turgor.record.elastogram import Elastogram, StatedStiffness

SHA = "0" * 64


def stated(quantity="modulus_kpa", value=20.0, statistic="mean", name="", site="Skin"):
    return StatedStiffness(quantity, value, statistic, site, "Point Shear Wave Elastography", name)


def bar_map(values, low=0.0, high=60.0, u=0.9) -> Elastogram:
    return Elastogram(
        "colour-bar",
        values=np.asarray(values, float),
        u=u,
        settings={"bar_low": f"{low}", "bar_high": f"{high}"},
    )


def test_numbers_of_a_report_keep_what_they_are() -> None:
    report = Elastogram(
        "structured-report",
        (
            stated(value=20.0),
            stated(value=3.0, statistic="sd"),
            stated("speed_m_s", 2.5, "median"),
            stated("dispersion_slope_m_s_khz", 1.2, ""),
        ),
        device="Maker S",
        settings={"device_model": "S", "software_version": "4"},
        flags=("odd",),
    )
    done = measure_elastogram(report, capture_sha256=SHA, region="cheek-left", replicate=2)
    told = [(f.metric, f.value, f.unit, f.item) for f in done.findings]
    assert told == [
        ("elastography.reported_modulus", 20.0, "kPa", ""),
        ("elastography.reported_modulus", 3.0, "kPa", ""),
        ("elastography.reported_speed", 2.5, "m/s", ""),
        ("elastography.reported_dispersion_slope", 1.2, "(m/s)/kHz", ""),
    ]
    first = done.findings[0]
    assert first.measurand.as_mapping() == {
        "device_model": "S", "software_version": "4", "statistic": "mean",
        "technique": "Point Shear Wave Elastography", "origin": "structured-report",
        "assumption": "unknown",
    }  # fmt: skip
    assert (first.region, first.replicate, first.captures) == ("cheek-left", 2, (SHA,))
    assert (first.u, first.u_reason) == (None, "the scanner states no uncertainty")
    assert first.flags == ("odd",)
    assert done.findings[3].measurand.as_mapping()["statistic"] == "unknown"
    assert "assumption" not in done.findings[2].measurand.as_mapping()
    assert (done.summary, done.values) == (None, None)


def test_several_numbers_of_one_measurand_are_told_apart() -> None:
    report = Elastogram(
        "structured-report", (stated(name="a"), stated(name="a"), stated(site="Lip"), stated())
    )
    done = measure_elastogram(report, capture_sha256=SHA)
    assert [f.item for f in done.findings] == ["a", "a 2", "Lip", "Skin"]


def test_a_map_is_summed_up_and_its_reading_error_does_not_shrink_with_pixels() -> None:
    values = np.random.default_rng(0).normal(20.0, 2.0, (100, 100))
    values[:10] = np.nan
    done = measure_elastogram(bar_map(values), capture_sha256=SHA)
    middle, mean, spread = done.findings
    assert middle.value == pytest.approx(np.nanmedian(values))
    assert mean.value == pytest.approx(np.nanmean(values))
    assert spread.value == pytest.approx(np.nanstd(values, ddof=1))
    assert middle.u == mean.u == pytest.approx(0.9 / np.sqrt(3))
    assert middle.u_kind == "instrument"
    assert spread.u is None and "spread of the map" in (spread.u_reason or "")
    assert done.summary is not None
    assert done.summary.missing_share == pytest.approx(0.1)
    assert done.half_width == 0.9
    only = measure_elastogram(
        bar_map(values), ElastogramSettings(roi="0 10 100 20"), capture_sha256=SHA
    )
    assert only.findings[1].value == pytest.approx(values[10:20].mean())


def test_numbers_that_were_stored_as_numbers_have_no_reading_error() -> None:
    made = Elastogram("parametric-map", values=np.full((3, 3), 12.0))
    done = measure_elastogram(made, capture_sha256=SHA)
    assert [f.value for f in done.findings] == [12.0, 12.0, 0.0]
    assert all(f.u is None for f in done.findings)


def test_bounds_are_flagged_and_never_averaged_in() -> None:
    values = np.full((10, 10), 30.0)
    values[:1] = 60.0
    middle, mean, spread = measure_elastogram(bar_map(values), capture_sha256=SHA).findings
    assert middle.value == 30.0 and "map-holds-bounds" in middle.flags
    assert mean.value is None and "10% of the map lies at an end" in (mean.u_reason or "")
    assert spread.value is None and "not-identified" in spread.flags
    values[:6] = 60.0
    middle = measure_elastogram(bar_map(values), capture_sha256=SHA).findings[0]
    assert middle.value is None and "value-is-only-a-bound" in middle.flags
    # a stored map has no ends: the same numbers are numbers
    stored = Elastogram("parametric-map", values=values)
    assert measure_elastogram(stored, capture_sha256=SHA).findings[0].value == 60.0


def test_refusals() -> None:
    empty = bar_map(np.full((4, 4), np.nan))
    with pytest.raises(MeasureError, match="no pixel of the region"):
        measure_elastogram(empty, capture_sha256=SHA)
    for roi in ("0 0 5 4", "2 2 2 3", "a b c d"):
        with pytest.raises(InputError, match="roi is"):
            measure_elastogram(bar_map(np.ones((4, 4))), ElastogramSettings(roi=roi), capture_sha256=SHA)  # noqa: E501  # fmt: skip
    with pytest.raises(InputError, match="origin"):
        elastogram_conditions("speed_m_s", ElastogramSettings(), origin="x", statistic="mean")
    with pytest.raises(InputError, match="quantity"):
        elastogram_conditions("speed", ElastogramSettings(), origin="colour-bar", statistic="mean")


def test_an_endpoint_can_be_declared_and_differs_where_the_assumption_does() -> None:
    def endpoint(assumption: str) -> Measurand:
        settings = ElastogramSettings(None, "S", "4", "2D", assumption)
        made = elastogram_conditions(
            "modulus_kpa", settings, origin="parametric-map", statistic="median"
        )
        return Measurand.of("elastography.reported_modulus", made)

    reason = difference_reason(endpoint("unknown"), endpoint("E = 3 rho c^2"))
    assert reason is not None and "assumption" in reason
