"""The pipeline: what runs, what is left out with a flag, and conditions that tell the truth."""

import numpy as np
import pytest

from turgor.errors import InputError, MeasureError
from turgor.measure.surface.pipeline import (
    RAW,
    SKIN,
    Pipeline,
    adapt,
    conditions,
    describe,
    prepare,
    scale_limited,
)
from turgor.measure.surface.plausibility import plausibility_flags
from turgor.record.height_map import HeightMap

NAMES = {
    "device_class", "height_reference", "form", "s_filter", "s_nesting_um",
    "l_filter", "l_nesting_um", "part",
}  # fmt: skip


def height_map(rows=300, cols=400, pitch=10.0):
    rng = np.random.default_rng(0)
    y, x = np.mgrid[0:rows, 0:cols] * pitch
    return HeightMap(0.05 * x + 1e-5 * y**2 + rng.normal(scale=8.0, size=x.shape), pitch, pitch)


def test_skin_runs_whole_on_a_skin_map():
    assert adapt(SKIN, height_map()) == (SKIN, ())


@pytest.mark.parametrize(
    ("pitch", "flags"),
    [
        (0.05, ("s-filter-exceeds-field", "l-filter-exceeds-field")),
        (1.0, ("l-filter-exceeds-field",)),
        (40.0, ()),
        (41.0, ("s-filter-below-sampling",)),
        (2000.0, ("s-filter-below-sampling", "l-filter-below-sampling")),
    ],
)
def test_a_filter_that_can_t_act_is_left_out_and_said_so(pitch, flags):
    applied, found = adapt(SKIN, height_map(pitch=pitch))
    assert found == flags
    s_out, l_out = (any(flag.startswith(which) for flag in flags) for which in ("s-", "l-"))
    assert (applied.s_filter, applied.s_nesting_um == 0) == ("none" if s_out else "gaussian", s_out)
    assert (applied.l_filter == "none", applied.l_nesting_um == 0) == (l_out, l_out)


def test_conditions_have_the_shared_names_and_state_l_only_where_it_ran():
    whole, micro = conditions(SKIN), conditions(SKIN, "microrelief")
    assert set(whole) == set(micro) == NAMES
    assert (whole["l_filter"], whole["l_nesting_um"], whole["part"]) == ("none", 0.0, "whole")
    assert (micro["l_filter"], micro["l_nesting_um"]) == ("regression-gaussian", 2500.0)
    assert conditions(SKIN, scale_limited=True)["l_nesting_um"] == 2500.0
    with pytest.raises(InputError, match="allowed: whole, microrelief"):
        conditions(SKIN, "part")


def test_conditions_of_layers_state_what_was_left_out():
    layers = prepare(height_map(pitch=50.0))
    assert layers.flags == ("s-filter-below-sampling",)
    assert layers.conditions()["s_filter"] == "none"
    assert layers.conditions()["s_nesting_um"] == 0.0
    assert "no S-filter" in describe(layers.pipeline)


def test_conditions_carry_device_and_height_reference():
    source = HeightMap(
        height_map().height_um, 10.0, 10.0, device_class="fringe", height_reference="relative"
    )
    found = prepare(source).conditions()
    assert (found["device_class"], found["height_reference"]) == ("fringe", "relative")


def test_primary_is_the_smoothed_map_with_its_form():
    source = height_map()
    layers = prepare(source)
    assert np.std(layers.s_f_um) < 8.0
    # what S took out is noise of the points, not tilt at the edges
    off = layers.primary_um - source.height_um
    assert np.abs(off.mean()) < 0.1
    assert np.std(off[:, 0]) < 1.2 * np.std(off[:, 100])


def test_raw_takes_off_the_mean_alone():
    source = height_map()
    layers = prepare(source, RAW)
    np.testing.assert_allclose(layers.s_f_um, source.height_um - source.height_um.mean(), atol=1e-9)


def test_no_operator_gives_the_heights_themselves():
    source = height_map()
    layers = prepare(source, Pipeline("nothing", form="none"))
    np.testing.assert_array_equal(layers.s_f_um, source.height_um)
    np.testing.assert_array_equal(layers.primary_um, source.height_um)


def test_the_source_is_never_written_to():
    source = height_map()
    before = source.height_um.copy()
    for pipeline in (SKIN, Pipeline("nothing", form="none", l_filter="spline", l_nesting_um=500.0)):
        scale_limited(prepare(source, pipeline))
    np.testing.assert_array_equal(source.height_um, before)


def test_excluded_wrinkles_neither_inform_the_reference_nor_remain():
    pipeline = Pipeline("flat", "none", l_filter="regression-gaussian", l_nesting_um=2500.0)
    smooth, wrinkled = height_map(), height_map()
    wrinkled.height_um[:, 190:210] -= 300.0
    wrinkles = np.zeros(smooth.shape, dtype=bool)
    wrinkles[:, 190:210] = True
    expected = scale_limited(prepare(smooth, pipeline), wrinkles)
    found = scale_limited(prepare(wrinkled, pipeline), wrinkles)
    assert np.isnan(found[wrinkles]).all()
    assert np.isfinite(found[~wrinkles]).all()
    np.testing.assert_array_equal(found, expected)
    # left in, the wrinkle drags the reference down and lifts its shoulders
    assert (scale_limited(prepare(wrinkled, pipeline)) - expected)[:, 150:190].mean() > 10.0


def test_gaps_stay_gaps_through_all_operators():
    source = height_map()
    gaps = np.random.default_rng(1).random(source.shape) < 0.1
    source.height_um[gaps] = np.nan
    layers = prepare(source)
    np.testing.assert_array_equal(np.isnan(layers.s_f_um), gaps)
    np.testing.assert_array_equal(np.isnan(layers.primary_um), gaps)
    np.testing.assert_array_equal(np.isnan(scale_limited(layers)), gaps)


def test_spikes_are_dropped_only_when_asked():
    source = height_map()
    source.height_um[50, 60] += 900.0
    assert np.isfinite(prepare(source).s_f_um).all()
    layers = prepare(source, Pipeline("clean", form="plane", drop_spikes=True))
    assert np.isnan(layers.s_f_um[50, 60])
    assert layers.flags == ("spikes-dropped",)
    assert describe(layers.pipeline).startswith("clean: spikes dropped")


@pytest.mark.parametrize(
    "wrong",
    [
        {"form": "sphere"},
        {"s_filter": "median", "s_nesting_um": 5.0},
        {"s_filter": "gaussian"},
        {"s_nesting_um": 5.0},
        {"l_filter": "spline", "l_nesting_um": -5.0},
        {"l_filter": "spline", "l_nesting_um": float("nan")},
        {
            "s_filter": "gaussian",
            "s_nesting_um": 80.0,
            "l_filter": "gaussian",
            "l_nesting_um": 80.0,
        },
    ],
)
def test_a_pipeline_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(InputError):
        Pipeline(**({"name": "x", "form": "mean"} | wrong))


def test_an_empty_map_and_a_wrong_mask_are_refused():
    with pytest.raises(MeasureError, match="no measured point"):
        prepare(HeightMap(np.full((9, 9), np.nan), 10.0, 10.0))
    layers = prepare(height_map())
    with pytest.raises(InputError, match="differ in shape"):
        scale_limited(layers, np.ones((2, 2), dtype=bool))
    with pytest.raises(MeasureError, match="no measured point is left"):
        scale_limited(layers, np.ones(layers.s_f_um.shape, dtype=bool))


def test_the_default_is_printed_in_one_line():
    assert describe(SKIN) == (
        "skin: S-filter gaussian 80 µm; form robust-polynomial-2; "
        "L-filter regression-gaussian 2500 µm for the microrelief"
    )
    assert describe(RAW) == "raw: no S-filter; form mean; no L-filter"


@pytest.mark.parametrize(
    ("pitch", "sq", "plausible"),
    [(10.0, 30.0, True), (10.0, 4.9, False), (10.0, 501.0, False), (10.0, np.nan, False),
     (1.0, 30.0, False), (1000.0, 30.0, False)],
)  # fmt: skip
def test_what_can_t_be_skin_is_flagged(pitch, sq, plausible):
    found = plausibility_flags(height_map(pitch=pitch), sq)
    assert found == (() if plausible else ("outside_skin_range",))
