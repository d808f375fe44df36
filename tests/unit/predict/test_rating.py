"""The rating layer: controls, thresholds and raters, on numbers that were planted."""

import numpy as np
from tests.unit.predict.outcome_rows import row

from turgor.predict.hierarchy.fit import fit_hierarchy
from turgor.predict.hierarchy.scale import sampling_variance, working_values
from turgor.predict.rating.people import people_hierarchy
from turgor.predict.rating.threshold import RUNGS, climbs


def share(value: float | None, **fields):
    fields = {"unit": "pct", "outcome_class": "responder", "n": 60.0, **fields}
    return row(None, "percent-of-people", value=value, **fields)


def fitted(rows):
    observed = np.array([r.observed for r in rows])
    return fit_hierarchy(
        people_hierarchy(), rows, working_values(rows), sampling_variance(rows, observed)
    )


def planted():
    """Logits: 1 where treated, 1.5 less for a vehicle, 1.2 less for half, 0.5 more by patients."""
    rng = np.random.default_rng(2)
    rows = []
    for study in range(40):
        own = rng.normal(0.0, 0.3)
        for control, threshold, rater in (
            ("treated", "any", "investigator"),
            ("vehicle", "any", "investigator"),
            ("treated", "half", "investigator"),
            ("treated", "any", "patient"),
        ):
            logit = 1.0 + own - 1.5 * (control == "vehicle") - 1.2 * (threshold == "half")
            logit += 0.5 * (rater == "patient")
            rows.append(
                share(100.0 / (1.0 + np.exp(-logit)), study=f"S{study}", control_type=control,
                      threshold=threshold, rater=rater)
            )  # fmt: skip
    return rows


def test_planted_effects_come_back() -> None:
    found = fitted(planted())
    means, covariance = found.slopes()
    names = [effect.name for effect in found.model.fixed]
    told = dict(zip(names, means, strict=True))
    assert abs(told["vehicle"] + 1.5) < 0.15
    assert abs(told["patient"] - 0.5) < 0.15
    # any to half climbs two rungs, of which only the sum was planted
    assert abs(told["step_quarter"] + told["step_half"] - 1.2) < 0.45
    assert (np.diag(covariance) > 0.0).all()


def test_thresholds_are_a_ladder() -> None:
    rungs = {
        name: sum(climbs(share(50.0, threshold=name), rung) for rung in RUNGS)
        for name in ("any", "quarter", "half", "three-quarters", "")
    }
    assert rungs == {"any": 0.0, "quarter": -1.0, "half": -2.0, "three-quarters": -3.0, "": 0.0}


def test_harder_thresholds_are_forecast_lower() -> None:
    found = fitted(planted())
    asked = [
        share(None, study="new", threshold=t) for t in ("any", "quarter", "half", "three-quarters")
    ]
    mean, _ = found.predict(asked, np.zeros(4))
    assert (np.diff(mean) < 0.0).all()


def test_controls_that_were_never_seen_stay_at_their_priors() -> None:
    found = fitted([r for r in planted() if r.outcome.control_type == "treated"])
    asked = [share(None, study="new", control_type=c) for c in ("treated", "untreated")]
    mean, variance = found.predict(asked, np.zeros(2))
    assert mean[1] < mean[0] - 2.0
    assert variance[1] > variance[0]
