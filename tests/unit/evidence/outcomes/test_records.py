"""What the traps of the collected evidence come to in the records."""

from collections import defaultdict

from turgor.evidence.outcomes.library import all_outcomes, meaning

OUTCOMES = all_outcomes()


def clusters():
    found = defaultdict(set)
    for outcome in OUTCOMES:
        found[outcome.cohort].add(outcome.study)
    return found


def test_papers_on_the_same_people_are_one_cohort():
    shared = [studies for studies in clusters().values() if len(studies) > 1]
    assert {"RX16", "RX17", "RET06"} <= next(s for s in shared if "RX16" in s)
    assert {"MX01", "MN01"} in shared
    for study in {o.study for o in OUTCOMES}:
        assert len({o.cohort for o in OUTCOMES if o.study == study}) == 1


def test_one_trial_number_is_one_cohort():
    by_trial = defaultdict(set)
    for outcome in OUTCOMES:
        for word in outcome.locator.replace("/", " ").split():
            if word.startswith("NCT"):
                by_trial[word].add(outcome.cohort)
    assert by_trial and all(len(cohorts) == 1 for cohorts in by_trial.values())


def test_animals_and_explants_are_told_apart():
    species = {o.species for o in OUTCOMES}
    assert species == {"human", "mouse", "rat", "explant"}


def test_contrasts_have_their_comparator_and_changes_have_none():
    for outcome in OUTCOMES:
        words = outcome.arm.replace("_minus_", "_vs_")
        if "_vs_" in words and "relative_to_days" not in outcome.extra:
            assert outcome.comparator is not None, outcome
        if outcome.unit in ("mean_difference", "SMD", "odds_ratio", "fold"):
            assert outcome.comparator is not None, outcome


def test_controls_respond_as_the_trap_says():
    responders = [
        o for o in OUTCOMES
        if meaning(o).number == "percent-of-people" and meaning(o).outcome_class == "responder"
    ]  # fmt: skip
    vehicle = [o.observed for o in responders if o.control_type == "vehicle"]
    untreated = [o.observed for o in responders if o.control_type == "untreated"]
    assert len(vehicle) >= 6 and max(vehicle) == 48.0
    assert len(untreated) >= 4 and max(untreated) < 10.0


def test_almost_every_direction_row_has_its_direction():
    told = [o for o in OUTCOMES if meaning(o).number == "direction"]
    assert sum(bool(o.direction) for o in told) >= len(told) - 1
    assert all(not o.direction for o in OUTCOMES if meaning(o).number != "direction")


def test_most_numeric_human_rows_are_mapped():
    numeric = [o for o in OUTCOMES if o.species == "human" and meaning(o).number != "direction"]
    mapped = [o for o in numeric if meaning(o).observable]
    assert len(mapped) / len(numeric) >= 0.6


def test_bands_and_people_have_what_a_prediction_needs():
    for outcome in OUTCOMES:
        if outcome.threshold == "band":
            assert float(outcome.extra["band_low"]) < float(outcome.extra["band_high"])
        if outcome.observed is not None and meaning(outcome).number == "percent-of-people":
            assert 0.0 <= outcome.observed <= 100.0


def test_days_after_the_last_session_never_exceed_days_from_the_first():
    for outcome in OUTCOMES:
        after = outcome.extra.get("days_after_last")
        if after and outcome.time_days is not None:
            assert outcome.time_days >= float(after), outcome
