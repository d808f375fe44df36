"""A baseline follows age where norms do, and says so where none do."""

import pytest

from turgor.record.skin_place import SkinPlace
from turgor.skin.observe.level import baseline_of


def at(observable, age):
    return baseline_of(observable, SkinPlace("forehead", age, sex="female"))


def test_skin_thickness_follows_age_groups_and_stays_at_the_last():
    young, middle, old = (at("skin-thickness", age) for age in (25.0, 45.0, 80.0))
    assert young.told != middle.told and young.steps == ()
    assert old.value == middle.value and "end at 45 years" in old.steps[-1]


@pytest.mark.parametrize("observable", ["wrinkle-depth", "roughness", "dermal-thickness"])
def test_what_no_norm_tells_by_age_says_so(observable):
    assert at(observable, 25.0).value == at(observable, 80.0).value
    assert "every age" in at(observable, 80.0).steps[-1]
    assert (
        baseline_of(observable).steps == () or "every age" not in baseline_of(observable).steps[-1]
    )
