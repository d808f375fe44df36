"""Published pairs of hyperpigmentation: what each pair differs by, the virtual skin foretells too.

Each pair comes from one publication, so that people, clinic and eye are the same.
"""

import math

import pytest

from turgor.predict.rates.pih_fit import DoseCount, fit_doses, slope_prior
from turgor.predict.rates.pih_rows import darkenings, pih_rows
from turgor.predict.rates.pooling import PoolingPrior, Spreads, pooling_prior
from turgor.skin.hazard.pih import modality_log_odds


def rows_of(publication):
    return sorted(
        (row for row in pih_rows()[0] if row.record.publication == publication),
        key=lambda row: row.events / row.trials,
    )


@pytest.mark.parametrize("publication", ["cheyasak-2015", "fractional-density-2016"])
def test_the_arm_with_more_events_is_the_one_that_darkens_more(publication):
    less, more = rows_of(publication)
    assert less.events < more.events
    assert max(darkenings(less)) < 0.7 * max(darkenings(more))


def test_every_count_has_a_course_or_a_reason():
    rows, left = pih_rows()
    assert len(rows) >= 25
    assert all(left.values())
    assert {row.record.id for row in rows}.isdisjoint(left)
    assert all(row.course.sessions for row in rows)


def test_steroid_occlusion_and_hydroquinone_reach_the_courses():
    kinds = {use.kind for row in pih_rows()[0] for use in row.course.uses}
    assert {"corticosteroid", "occlusion", "hydroquinone"} <= kinds


def planted(slope, studies=30):
    """Counts whose odds follow the darkening by a known slope, large enough to tell it."""
    doses = [0.02 * 1.2**k for k in range(studies)]
    found = []
    for number, dose in enumerate(doses):
        odds = (dose / 0.2) ** slope
        found.append(DoseCount(f"s{number}", "m/v", round(2000 * odds / (1 + odds)), 2000, (dose,)))
    return found


@pytest.mark.parametrize("slope", [0.7, 1.4])
def test_a_planted_slope_is_found(slope):
    prior = PoolingPrior(0.0, 2.0, Spreads(0.25, 0.3), Spreads(0.5, 0.5))
    mean, sd = fit_doses(planted(slope), prior, slope_prior()).moments()["slope"]
    assert abs(mean - math.log(slope)) < 3 * sd + 0.12


def test_without_darkening_the_fit_is_plain_pooling():
    """Slope 0: equal counts have equal predictions whatever their darkening."""
    counts = [DoseCount("a", "m/v", 3, 20, (0.01,)), DoseCount("b", "m/v", 5, 20, (0.5,))]
    fit = fit_doses(counts, pooling_prior(), slope_prior(), flat=True)
    one, other = (fit.predictive(DoseCount("c", "m/v", 0, 10, (dose,))) for dose in (0.01, 0.9))
    assert one == pytest.approx(other)


def test_modalities_with_counts_have_records_of_their_own():
    for modality in {row.modality for row in pih_rows()[0]}:
        assert modality_log_odds(modality) != modality_log_odds("unknown")
