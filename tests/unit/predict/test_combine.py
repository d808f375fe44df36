"""Weighing, widths, choices and folds: on planted rows whose truth is known."""

import numpy as np
import pytest
from tests.unit.predict.outcome_rows import row

from turgor.evidence import parameter
from turgor.predict.combine.choice import choose_by_class
from turgor.predict.combine.forecaster import fit_forecaster, out_of_fold
from turgor.predict.combine.width import width_factors
from turgor.predict.combine.working import WorkingForecast, quantiles_of, weighed
from turgor.predict.crossval.folds import cohort_folds
from turgor.predict.crossval.run import crossvalidate
from turgor.predict.empirical.source import Literature
from turgor.predict.hierarchy.scale import working_values


def forecast(mean, variance, known=None) -> WorkingForecast:
    mean = np.asarray(mean, dtype=float)
    held = np.ones(mean.size, dtype=bool) if known is None else np.asarray(known)
    return WorkingForecast(mean, np.full(mean.size, float(variance)), held)


def literature_rows(studies: int = 40, seed: int = 0):
    """Shares of people and changes in percent whose modality decides them."""
    rng = np.random.default_rng(seed)
    rows = []
    for study in range(studies):
        modality = ("microneedling", "IPL")[study % 2]
        change = -40.0 if modality == "microneedling" else -10.0
        at = {"study": f"S{study}", "modality": modality}
        rows += [row(change + rng.normal(0.0, 5.0), **at) for _ in range(2)]
        share = 80.0 if modality == "microneedling" else 30.0
        rows.append(
            row(None, "percent-of-people", value=share + rng.normal(0.0, 5.0), unit="pct",
                outcome_class="responder", n=40.0, **at)
        )  # fmt: skip
    return rows


def test_weighing_is_by_precision_and_keeps_the_shared_error() -> None:
    both = weighed(forecast([1.0], 1.0), forecast([4.0], 2.0))
    assert both.mean[0] == pytest.approx((1.0 * 1.0 + 0.5 * 4.0) / 1.5)
    assert both.variance[0] == pytest.approx((1.0 * 1.0 + 0.5 * 2.0) / 1.5)


def test_where_one_knows_nothing_the_other_stands_alone() -> None:
    both = weighed(
        forecast([1.0, 1.0], 1.0, [False, False]), forecast([4.0, 4.0], 2.0, [True, False])
    )
    assert (both.mean[0], both.variance[0]) == (4.0, 2.0)
    assert both.known.tolist() == [True, False]


def test_too_narrow_bands_are_widened_until_four_in_five_are_held() -> None:
    rng = np.random.default_rng(4)
    rows = [row(0.0, study=f"S{i}") for i in range(400)]
    stated = forecast(working_values(rows) + rng.normal(0.0, 2.0, 400), 1.0)
    assert width_factors(rows, stated)["graded"] == pytest.approx(
        2.0 * parameter("predict.width.new_literature"), rel=0.12
    )


def test_bands_end_where_the_scale_does() -> None:
    wide = forecast([0.0], 1e4)
    low, middle, high = quantiles_of([row(0.0)], wide, np.ones(1))[0]
    assert low >= -100.0
    assert middle == 0.0
    assert high <= 400.0 + 1e-9


def test_the_better_candidate_is_shown_and_silence_counts_as_naive() -> None:
    rows = [row(-30.0 - i, study=f"S{i}") for i in range(30)]
    good = np.array([[r.observed - 5, r.observed, r.observed + 5] for r in rows])
    naive = np.tile([-100.0, 0.0, 100.0], (30, 1))
    silent = np.full((30, 3), np.nan)
    choice = choose_by_class(rows, {"good": good, "bad": naive + 90.0, "silent": silent}, naive)
    assert choice.order("graded")[0] == "good"
    assert choice.order("graded")[-1] == "bad"
    assert choice.skills["graded"]["silent"] == 0.0
    assert choice.order("never seen") == choice.best[""]
    assert choice.naive_in(["graded"]).order("graded") == ("naive",)


def test_cohorts_stay_together_and_folds_are_the_same_every_time() -> None:
    rows = [row(0.0, study=f"S{i}", cohort=f"C{i // 2}") for i in range(60)]
    folds = cohort_folds(rows)
    assert sorted(name for fold in folds for name in fold) == sorted({r.group for r in rows})
    assert folds == cohort_folds(list(reversed(rows)))
    sizes = [sum(r.group in fold for r in rows) for fold in folds]
    assert max(sizes) - min(sizes) <= 2


def test_what_is_held_back_changes_no_forecast_of_itself() -> None:
    """The forecasts of a fold, with their widths and choices, don't know the fold's numbers."""
    rows = literature_rows(20)
    sources = {"literature": Literature()}
    before = crossvalidate(rows, sources)
    fold = cohort_folds(rows)[0]
    spoilt = [
        row(+90.0, study=r.study, modality=r.outcome.modality)
        if r.group in fold and r.number == "percent-change"
        else r
        for r in rows
    ]
    after = crossvalidate(spoilt, sources)
    at = [i for i, r in enumerate(rows) if r.group in fold]
    np.testing.assert_allclose(after.quantiles[at], before.quantiles[at])
    np.testing.assert_allclose(after.naive[at], before.naive[at])


def test_pooled_literature_finds_what_modalities_do_and_shrinks_a_new_one() -> None:
    rows = literature_rows()
    forecaster = fit_forecaster(rows, {"literature": Literature()})
    asked = [row(None, study="new", modality=name) for name in ("microneedling", "IPL", "plasma")]
    strong, weak, new = forecaster.sources["literature"].forecast(asked).mean
    assert strong < new < weak
    made = out_of_fold(rows, {"literature": Literature()}).made["literature"]
    assert np.corrcoef(made.mean[:20], working_values(rows[:20]))[0, 1] > 0.5
