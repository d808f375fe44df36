import pytest

from turgor.errors import MetricError
from turgor.measure.stamp import Stamp

CONDITIONS = {"device_model": "CM820", "software_version": "unstated"}
STAMP = Stamp("turgor.some", "3", "one reading", "abc", "probe", "cheek", 2, flags=("odd",))


def test_a_value_with_and_without_its_uncertainty():
    bare = STAMP.finding("corneometer.hydration", CONDITIONS, 41.0)
    assert (bare.value, bare.u, bare.u_reason, bare.flags) == (41.0, None, "one reading", ("odd",))
    assert (bare.method, bare.method_version, bare.replicate) == ("turgor.some", "3", 2)
    sure = STAMP.finding("corneometer.hydration", CONDITIONS, 41.0, u=0.5, u_kind="instrument")
    assert (sure.u, sure.u_kind, sure.u_reason) == (0.5, "instrument", None)


def test_a_missing_value_says_why_and_a_part_has_its_own_flags():
    part = STAMP.of_item("4", ("cut-short",))
    gap = part.finding("corneometer.hydration", CONDITIONS, None, reason="cut short")
    assert (gap.value, gap.u_reason, gap.item) == (None, "cut short", "4")
    assert gap.flags == ("odd", "cut-short", "not-identified")
    assert STAMP.item == ""


def test_conditions_are_held_against_the_metric():
    with pytest.raises(MetricError):
        STAMP.finding("corneometer.hydration", {}, 41.0)
