"""Published rates: what is counted, at which level, and that none is ever 0."""

import pytest

from turgor.errors import InputError
from turgor.evidence import all_parameters
from turgor.evidence.adverse_rate import EVENTS as RECORDED
from turgor.evidence.publications import all_publications
from turgor.predict.rates.meaning import EVENTS, event_meaning, family_and_variant
from turgor.predict.rates.published import FLAGS, published_rate, rare_rates
from turgor.predict.rates.rows import adverse_records, counts_of, published_counts

TREATMENTS = [
    ("fractional-laser", "ablative"),
    ("fractional-laser", "non-ablative"),
    ("fractional-laser", None),
    ("chemical-peel", "deep"),
    ("microneedling", "radiofrequency"),
    ("biostimulator", "plla"),
    ("topical-retinoid", None),
    ("ipl", None),
]


@pytest.mark.parametrize(("modality", "variant"), TREATMENTS)
def test_no_rate_is_zero_and_its_intervals_are_in_order(modality, variant):
    for rate in rare_rates(modality, variant):
        ends = (rate.low95, rate.low80, rate.median, rate.high80, rate.high95)
        assert 0.0 < ends[0] < ends[1] < ends[2] < ends[3] < ends[4] < 1.0
        assert rate.label == "rate"
        assert set(rate.flags) <= set(FLAGS)
        assert set(rate.sources) <= set(all_publications())
        assert rate.n_studies == len(rate.sources) > 0


def test_a_count_of_its_own_stands_at_the_variant():
    rate = published_rate("herpes", "laser-ablative-full")
    assert (rate.level, rate.per, rate.events, rate.n) == ("variant", "people", 37, 500)
    assert rate.low80 < 37 / 500 < rate.high80


def test_what_was_never_counted_after_a_variant_is_borrowed_and_says_so():
    assert published_rate("herpes", "ipl").level == "family"
    far = published_rate("herpes", "chemical-peel", "deep")
    assert far.level == "all"
    assert "of-other-modalities" in far.flags
    near = published_rate("herpes", "laser-ablative-full")
    assert far.high95 / far.low95 > near.high95 / near.low95


def test_zero_events_keep_an_upper_end_near_the_rule_of_three():
    rate = published_rate("scarring", "fractional-laser", "non-ablative", per="treatments")
    assert rate.events == 0
    assert "none-seen" in rate.flags
    # Of so many without an event no more than 3/n can be the mean; one setting may lie higher.
    assert 3.0 / rate.n < rate.high95 < 30.0 / rate.n


def test_people_and_treatments_are_never_added():
    people = published_rate("hyperpigmentation", "fractional-laser", "non-ablative", per="people")
    treated = published_rate(
        "hyperpigmentation", "fractional-laser", "non-ablative", per="treatments"
    )
    counts = [
        c
        for c in published_counts()
        if (c.event, c.variant) == ("hyperpigmentation", "fractional-nonablative")
    ]
    assert people.n + treated.n == sum(c.trials for c in counts)
    assert people.n == sum(c.trials for c in counts if c.per == "people")


def test_a_share_without_a_denominator_is_shown_and_not_pooled():
    rate = published_rate("granuloma", "biostimulator", "plla")
    assert [(p.low, p.high) for p in rate.printed] == [pytest.approx((1e-4, 1e-3))]
    assert rate.low80 < 1e-3 < rate.high95


def test_silence_of_a_study_is_told_from_a_stated_zero():
    counts = published_counts()
    assert any(c.implied for c in counts)
    assert all(c.events == 0 for c in counts if c.implied)
    assert "never-named" in published_rate("blistering", "fractional-laser", "non-ablative").flags


def test_every_recorded_event_has_a_meaning_or_a_reason():
    for event in RECORDED:
        meaning = event_meaning(event, ())
        assert meaning.event or meaning.implies or meaning.reason, event
        assert not meaning.event or meaning.event in EVENTS


def test_every_record_finds_its_place():
    for record in adverse_records():
        family, _ = family_and_variant(record.modality, {"agent": record.agent})
        assert family


def test_what_was_never_seen_in_print_is_not_counted():
    unseen = [r for r in adverse_records() if r.seen == "unverified"]
    assert unseen
    assert counts_of(unseen) == ()


def test_parts_of_one_count_add_up():
    long = [
        c
        for c in published_counts()
        if c.event == "prolonged-erythema" and c.variant == "fractional-ablative" and c.events
    ]
    assert (7, 101) in [(c.events, c.trials) for c in long]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("warts", "fractional-laser"), "is no event with a rate"),
        (("herpes", "moxibustion"), "has no published rates"),
        (("herpes", "fractional-laser", "blue"), "is no variant"),
    ],
)
def test_unknown_words_are_refused(words, message):
    with pytest.raises(InputError, match=message):
        published_rate(*words)
    with pytest.raises(InputError, match="not per"):
        published_rate("herpes", "fractional-laser", per="moons")
    with pytest.raises(InputError, match="no study counted"):
        published_rate("tyndall", "hyaluronic-gel", per="treatments")


def test_priors_are_evidence():
    for name in ("rate_log_odds", "rate_between_studies", "rate_between_modalities"):
        assert all_parameters()[f"virtual.hazard.{name}"].basis == "assumed"
