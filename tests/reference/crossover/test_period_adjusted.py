"""The period-adjusted estimate against a published trial, a textbook form and planted effects."""

import math

import numpy as np
import pytest
from scipy import stats

from turgor.errors import MeasureError
from turgor.stats.crossover import PeriodValue, crossover_estimates

#: peak expiratory flow, l/min, of thirteen children: formoterol then salbutamol, and the reverse
#: (Graff-Lonnevig and Browaldh 1990, as analysed in Senn, Cross-over Trials in Clinical Research)
FOR_SAL = ((310, 270), (310, 260), (370, 300), (410, 390), (250, 210), (380, 350), (330, 365))
SAL_FOR = ((370, 385), (310, 400), (380, 410), (290, 320), (260, 340), (90, 220))


def published():
    values = []
    for sequence, arms in ((FOR_SAL, ("for", "sal")), (SAL_FOR, ("sal", "for"))):
        for number, pair in enumerate(sequence):
            values += [
                PeriodValue(f"{arms[0]}{number}", f"P{place + 1}", arm, float(value))
                for place, (arm, value) in enumerate(zip(arms, pair, strict=True))
            ]
    return values


def textbook(first, second):
    """Half the difference of the sequences' mean period differences, by Student's two-sample t.

    first : (period 1, period 2) of A then B; second : of B then A. Estimates A minus B.
    """
    ab = np.array([a - b for a, b in first])
    ba = np.array([b - a for a, b in second])
    t = stats.ttest_ind(ab / 2.0, -ba / 2.0)
    return (ab.mean() + ba.mean()) / 2.0, t.statistic, t.pvalue, t.confidence_interval(0.95)


def test_the_published_trial():
    """46.6 l/min, standard error 10.8, t 4.32 on 11 degrees of freedom."""
    (found,) = crossover_estimates(published(), "sal")
    own = found.estimate
    assert own.mean == pytest.approx(46.6, abs=0.05)
    assert own.standard_error == pytest.approx(10.8, abs=0.05)
    assert own.mean / own.standard_error == pytest.approx(4.32, abs=0.01)
    assert (own.df, own.n) == (11, 13)


def test_it_is_the_textbook_estimator():
    (found,) = crossover_estimates(published(), "sal")
    mean, t, p_value, interval = textbook(FOR_SAL, SAL_FOR)
    own = found.estimate
    assert own.mean == pytest.approx(mean, rel=1e-12)
    assert own.mean / own.standard_error == pytest.approx(t, rel=1e-10)
    assert own.p_value == pytest.approx(p_value, rel=1e-9)
    assert (own.interval.low, own.interval.high) == pytest.approx(tuple(interval), rel=1e-10)


def test_leaving_the_period_out_would_give_another_number():
    """The paired t of the same children is 45.4: the sequences are of unequal size."""
    differences = [a - b for a, b in FOR_SAL] + [b - a for a, b in SAL_FOR]
    assert np.mean(differences) == pytest.approx(45.38, abs=0.01)
    (found,) = crossover_estimates(published(), "sal")
    assert abs(found.estimate.mean - np.mean(differences)) > 1.0


def test_a_period_effect_leaves_no_trace():
    shifted = [
        PeriodValue(
            v.subject, v.period, v.treatment, v.value + (250.0 if v.period == "P2" else 0.0)
        )
        for v in published()
    ]
    plain, moved = (crossover_estimates(v, "sal")[0].estimate for v in (published(), shifted))
    assert moved.mean == pytest.approx(plain.mean, rel=1e-10)
    assert moved.standard_error == pytest.approx(plain.standard_error, rel=1e-10)


def test_a_person_with_one_period_changes_nothing():
    more = [*published(), PeriodValue("left early", "P1", "for", 10.0)]
    assert crossover_estimates(more, "sal") == crossover_estimates(published(), "sal")


@pytest.mark.parametrize("sequences", [("ABB", "BAA"), ("ABAB", "BABA"), ("AB", "BA")])
def test_other_designs_against_frisch_and_waugh(sequences):
    """A second algebra: persons taken out by centring, periods by projection, gaps included."""
    generator = np.random.default_rng(1)
    values = []
    for number in range(12):
        order = sequences[number % 2]
        person = generator.normal(0.0, 10.0)
        for place, arm in enumerate(order):
            if len(order) > 2 and number == 5 and place == 1:
                continue
            y = person + 3.0 * place + (2.0 if arm == "A" else 0.0) + generator.normal()
            values.append(PeriodValue(f"S{number:02d}", f"P{place}", arm, y))
    (found,) = crossover_estimates(values, "B")
    subject = np.array([v.subject for v in values])
    y = np.array([v.value for v in values])
    x = np.array([float(v.treatment == "A") for v in values])
    names = sorted({v.period for v in values})
    periods = np.array([[float(v.period == name) for name in names[1:]] for v in values])

    def centred(column):
        means = {s: column[subject == s].mean(axis=0) for s in set(subject)}
        return column - np.array([means[s] for s in subject])

    z = centred(periods)
    q, _ = np.linalg.qr(z)
    y0, x0 = (c - q @ (q.T @ c) for c in (centred(y), centred(x)))
    slope = float(x0 @ y0 / (x0 @ x0))
    df = len(values) - len(set(subject)) - len(names)
    error = math.sqrt(float(((y0 - slope * x0) ** 2).sum()) / df / float(x0 @ x0))
    assert found.estimate.mean == pytest.approx(slope, rel=1e-10)
    assert found.estimate.standard_error == pytest.approx(error, rel=1e-10)
    assert found.estimate.df == df


def test_its_interval_holds_the_planted_effect_in_95_of_100_trials():
    """2000 trials of 10 persons, effect 1, period effect -3; exact binomial bound at 0.001."""
    generator = np.random.default_rng(1)
    inside = 0
    for _ in range(2000):
        values = []
        for number in range(10):
            person = generator.normal(0.0, 5.0)
            for place, arm in enumerate("AB" if number % 2 else "BA"):
                y = person - 3.0 * place + float(arm == "A") + generator.normal()
                values.append(PeriodValue(str(number), str(place), arm, y))
        interval = crossover_estimates(values, "B")[0].estimate.interval
        inside += interval.low <= 1.0 <= interval.high
    low, high = stats.binom.ppf([0.0005, 0.9995], 2000, 0.95)
    assert low <= inside <= high


def test_carry_over_is_not_seen_and_so_must_be_said():
    """A carry-over of c from A into the second period moves the estimate by -c / 2, silently."""
    values = []
    for number in range(8):
        for place, arm in enumerate("AB" if number % 2 else "BA"):
            carried = 4.0 if place == 1 and arm == "B" else 0.0
            value = 10.0 * number + float(arm == "A") + carried
            values.append(PeriodValue(str(number), str(place), arm, value))
    assert crossover_estimates(values, "B")[0].estimate.mean == pytest.approx(1.0 - 4.0 / 2.0)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([], "no person has values"),
        ([PeriodValue("1", "a", "A", 1.0), PeriodValue("1", "b", "B", 1.0)], "told apart"),
        ([PeriodValue("1", "a", "A", 1.0), PeriodValue("1", "a", "B", 1.0)], "two values of"),
    ],
)
def test_what_can_not_be_settled_is_refused(values, told):
    with pytest.raises(MeasureError, match=told):
        crossover_estimates(values, "B")
