"""A case and its course as facts: settings, open words, sites, intervals, pairs, events."""

import datetime as dt

import pytest

from turgor.record.case import Case, CaseEvent, PastTreatment
from turgor.record.course import Course, CourseSession, CourseUse
from turgor.record.skin_place import SkinPlace
from turgor.rules import RuleError, standard_vocabulary, views_of
from turgor.rules.person import follow_ups
from turgor.rules.treatment import treatment_words
from turgor.rules.words import word_rows, words_document

WORDS = standard_vocabulary()
CO2 = {"wavelength_nm": 10600.0, "energy_mj": 10.0, "coverage_pct": 10.0, "passes": 1.0}


def case(site="full face", phototype="IV", **more):
    return Case("c", SkinPlace(site, 40.0, "female", phototype), **more)


def session(day=0.0, modality="fractional-laser", settings=CO2, **more):
    return CourseSession(day, modality, settings=settings, **more)


def views(*sessions, uses=(), start=None, made=None, **more):
    return views_of(made or case(**more), Course("a", tuple(sessions), tuple(uses), start))


def test_the_person():
    found = views_of(case(answers={"pregnant": False, "pacemaker": None}, concerns=("melasma",)))
    facts = found.person.facts.facts
    assert facts["age_years"] == 40.0 and facts["phototype"] == 4.0
    assert facts["pregnant"] is False and "pacemaker" not in facts
    assert facts["concerns"] == frozenset({"melasma"}) and facts["melasma"] is True
    assert found.treated and found.all == (found.person,)


@pytest.mark.parametrize(
    ("answers", "part"),
    [
        ({"pregant": True}, "did you mean pregnant"),
        ({"phototype": 2}, "'phototype' would be 4, but the answers say otherwise: 2"),
        ({"pus": True}, "of an event"),
        ({"earlier_modality": "plla"}, "of two treatments; state it with them"),
        ({"isotretinoin_taken": False, "isotretinoin_months": 3}, "say otherwise"),
        ({"uses_retinoid": False, "retinoid_irritation": 2}, "there is none"),
        ({"photosensitising_drug": False, "photosensitisers": ["amiodarone"]}, "say otherwise"),
        ({"autoimmune_active": True, "autoimmune_rheumatic": False}, "say otherwise"),
    ],
)
def test_answers_that_can_not_be_are_refused_in_one_line(answers, part):
    with pytest.raises(RuleError) as error:
        views_of(case(answers=answers))
    assert part in str(error.value) and "\n" not in str(error.value)


def test_what_follows_from_an_answer_is_not_asked():
    found = views_of(case(answers={"isotretinoin_months": 2.0, "photosensitising_drug": False}))
    assert found.person.facts.get("isotretinoin_taken") is True
    assert found.person.facts.get("photosensitisers") == frozenset()
    none = views_of(case(answers={"isotretinoin_taken": False, "uses_retinoid": False}))
    assert none.person.absent == {"isotretinoin_months", "retinoid_irritation"}


def test_months_since_isotretinoin_go_on_to_the_day_of_a_session_or_event():
    answers = {"isotretinoin_months": 4.0}
    event = CaseEvent(61.0, {"pus": True})
    found = views(session(), session(91.0), made=case(answers=answers, events=(event,)))
    months = [view.facts.get("isotretinoin_months") for view in found.sessions]
    assert months[0] == 4.0 and months[1] == pytest.approx(4.0 + 91.0 / 30.436875)
    assert found.events[0].facts.get("isotretinoin_months") == pytest.approx(4.0 + 61.0 / 30.436875)
    (pair,) = found.pairs
    assert pair.facts.get("isotretinoin_months") == months[1]
    taken = views(session(91.0), made=case(answers={"isotretinoin_months": 0.0}))
    assert taken.sessions[0].facts.get("isotretinoin_months") == 0.0


def test_what_is_asked_only_if_another_holds():
    found = follow_ups(WORDS)
    assert found["autoimmune_active"] == "autoimmune_rheumatic"
    assert found["isotretinoin_months"] == "isotretinoin_taken"
    assert "melasma" not in found


def test_labels_tell_sides_dates_and_what_goes_on():
    start = dt.date(2027, 5, 1)
    found = views(
        session(site="cheek", side="left"), session(28.0, "chemical-peel", {"agent": "glycolic"}),
        uses=(CourseUse("topical-retinoid", 0.0, 14.0, {"agent": "tretinoin"}),
              CourseUse("topical-retinoid", 30.0, 3650.0)),
        start=start,
    )  # fmt: skip
    assert [view.label for view in found.sessions] == [
        "session 1 (day 0, 2027-05-01): fractional-laser 10600 nm, left cheek",
        "session 2 (day 28, 2027-05-29): chemical-peel glycolic",
        "use from day 0 (2027-05-01) to 14 (2027-05-15): topical-retinoid tretinoin",
        "use from day 30 (2027-05-31) on: topical-retinoid",
    ]


def test_a_use_without_an_end_has_no_number_of_weeks():
    found = views(uses=(CourseUse("topical-retinoid", 0.0, 3650.0),)).sessions[0]
    assert found.facts.get("weeks_of_use") is None
    assert found.reasons["weeks_of_use"] == "the course does not say when the use ends"
    ended = views(uses=(CourseUse("topical-retinoid", 0.0, 168.0),)).sessions[0]
    assert ended.facts.get("weeks_of_use") == 24.0


def test_doing_nothing_asks_nothing_of_the_person():
    assert not views_of(case(), Course()).treated
    sunscreen = Course("s", uses=(CourseUse("sunscreen", 0.0, 90.0),))
    assert views_of(case(), sunscreen).all == ()


def test_settings_are_facts_and_what_is_not_stated_is_missing():
    found = views(session(settings={"wavelength_nm": 1550.0, "energy_mj": 40.0})).sessions[0]
    facts = found.facts.facts
    assert facts["modality"] == "nafl" and facts["energy_mj"] == 40.0
    assert not {"density_mtz_cm2", "coverage_pct", "passes"} & set(facts)
    assert found.label == "session 1 (day 0): fractional-laser 1550 nm" and found.sessions == (0,)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"agent": "glycolic", "percent": 50.0}, ("peel_superficial",)),
        ({"agent": "glycolic", "percent": 70.0}, ("peel_superficial", "peel_medium")),
        ({"agent": "glycolic", "percent": 70.0, "depth": "superficial"}, ("peel_superficial",)),
        ({"agent": "trichloroacetic", "percent": 25.0}, ("peel_superficial",)),
        ({"agent": "trichloroacetic", "percent": 30.0}, ("peel_superficial", "peel_medium")),
        ({"agent": "trichloroacetic", "percent": 35.0}, ("peel_medium",)),
        ({"agent": "trichloroacetic", "percent": 60.0}, ("peel_medium", "peel_deep")),
        (
            {"agent": "glycolic", "percent": 70.0, "second_agent": "trichloroacetic"},
            ("peel_medium",),
        ),
        ({"agent": "jessner", "percent": 14.0, "layers": 3.0}, ("peel_superficial",)),
        ({"agent": "jessner", "percent": 14.0}, ("peel_superficial", "peel_medium")),
        ({"agent": "phenol", "percent": 35.0, "croton_oil_pct": 1.2}, ("peel_deep",)),
        ({"agent": "phenol", "percent": 88.0}, ("peel_medium", "peel_deep")),
        ({"agent": "glycolic"}, ("peel_superficial", "peel_medium", "peel_deep")),
        ({}, ("peel_superficial", "peel_medium", "peel_deep")),
    ],
)
def test_depth_of_a_peel(settings, words):
    found, reason = treatment_words("chemical-peel", settings, WORDS)
    assert found == words and bool(reason) is (len(words) > 1)


@pytest.mark.parametrize(
    ("modality", "settings", "words"),
    [
        ("biostimulator", {"agent": "hyaluronic"}, ("hyaluronic_filler",)),
        ("biostimulator", {"agent": "pcl"}, ("plla", "caha")),
        ("microneedling", {"rf_energy_mj": 100.0}, ("rf_microneedling",)),
        ("microneedling", {}, ("microneedling", "rf_microneedling")),
        ("laser-ablative-full", {}, ("ablative_full",)),
        ("botulinum", {}, ("botulinum",)),
        ("other", {}, ()),
        ("cryotherapy", {}, ()),
    ],
)
def test_a_planned_treatment_in_words_of_the_rules(modality, settings, words):
    found, reason = treatment_words(modality, settings, WORDS)
    assert found == words and bool(reason) is (len(words) != 1)


def test_every_word_of_the_tables_is_in_the_vocabulary():
    document = words_document()
    modalities = set(WORDS.field("modality").words)
    assert {word for words in document["planned"].values() for word in words} <= modalities
    assert {row["word"] for row in word_rows("planned_told")} <= modalities
    assert {word for row in word_rows("depth") for word in row["words"]} <= modalities
    assert {row["word"] for row in word_rows("agent")} <= set(WORDS.field("agent").words)
    for table in document["setting"].values():
        assert all(WORDS.field(name).part == "session" for name in table.values())


def test_agents_acids_and_dilutions():
    peel = {"agent": "glycolic", "percent": 70.0, "second_agent": "trichloroacetic"}
    peel |= {"second_percent": 15.0, "minutes": 0.0, "layers": 2.0}
    found = views(session(modality="chemical-peel", settings=peel)).sessions[0]
    facts = found.facts.facts
    assert facts["agent"] == "glycolic-trichloroacetic" and facts["acid_pct"] == 70.0
    assert facts["coats"] == 2.0 and "contact_min" in found.absent
    caha = {"agent": "caha", "vials": 1.0, "dilution_ml": 3.0, "product_ml": 1.5}
    facts = views(session(modality="biostimulator", settings=caha)).sessions[0].facts.facts
    assert facts["dilution_ratio"] == 2.0 and "dilution_ml" not in facts
    plla = {"agent": "plla", "vials": 1.0, "dilution_ml": 8.0}
    facts = views(session(modality="biostimulator", settings=plla)).sessions[0].facts.facts
    assert facts["dilution_ml"] == 8.0 and "dilution_ratio" not in facts


def test_a_retinoid_is_a_session_and_the_person_uses_it():
    settings = {"agent": "tretinoin", "percent": 0.05, "nights_per_week": 14.0}
    use = CourseUse("topical-retinoid", 0.0, 84.0, settings)
    found = views(uses=(use, CourseUse("hydroquinone", 0.0, 14.0)))
    facts = found.sessions[0].facts.facts
    assert facts["modality"] == "retinoid" and facts["agent"] == "tretinoin"
    assert (facts["retinoid_pct"], facts["nights_per_week"], facts["weeks_of_use"]) == (0.05, 7, 12)
    assert facts["uses_retinoid"] is True and facts["uses_hydroquinone"] is True


def test_sites():
    whole = views(session()).sessions[0]
    assert "neck" not in whole.parts and {"cheek", "periocular"} <= set(whole.parts)
    assert whole.facts.get("full_face") is True and whole.facts.get("site") is None
    neck = views(session(site="neck")).sessions[0]
    assert neck.facts.get("site") == "neck" and neck.facts.get("full_face") is False
    odd = views(session(site="scalp")).sessions[0]
    assert odd.reasons["site"] == "the rules know no site 'scalp'"
    assert odd.facts.get("full_face") is None


@pytest.mark.parametrize(
    ("hemisphere", "start", "season"),
    [
        ("north", dt.date(2027, 1, 10), "winter"),
        ("south", dt.date(2027, 1, 10), "summer"),
        ("north", dt.date(2027, 4, 1), "spring"),
        ("north", dt.date(2027, 11, 30), "autumn"),
        ("north", None, None),
        (None, dt.date(2027, 1, 10), None),
        ("tropics", dt.date(2027, 1, 10), None),
    ],
)
def test_seasons(hemisphere, start, season):
    found = views(session(), start=start, answers={"hemisphere": hemisphere}).sessions[0]
    assert found.facts.get("season") == season
    assert ("season" in found.absent) is (hemisphere == "tropics")
    assert ("season" in found.reasons) is (season is None and hemisphere != "tropics")
    asks = start is not None and hemisphere is None
    assert found.ask.get("season") == ("hemisphere" if asks else None)


def test_the_series_counts_by_kind_and_skin():
    peel = {"agent": "glycolic", "percent": 30.0}
    found = views(
        session(0.0),
        session(14.0, "chemical-peel", peel),
        session(56.0),
        session(56.0, site="neck"),
    )
    rows = [
        (v.facts.get("session_number"), v.facts.get("sessions_planned"), v.facts.get("interval_d"))
        for v in found.sessions
    ]
    assert rows == [(1, 2, None), (1, 1, None), (2, 2, 56), (1, 1, None)]
    assert ["interval_d" in v.absent for v in found.sessions] == [True, True, False, True]


def test_a_past_treatment_gives_the_first_interval():
    past = (
        PastTreatment("afl", 20.0, {"site": "cheek"}),
        PastTreatment("afl", 5.0, {"site": "hand"}),
    )
    found = views(session(), made=case(past=past)).sessions[0]
    assert found.facts.get("interval_d") == 20.0


def test_what_may_be_of_one_kind_leaves_the_series_open():
    glycolic = {"agent": "glycolic", "percent": 30.0}
    either = {"agent": "glycolic", "percent": 70.0}
    found = views(session(0.0, "chemical-peel", glycolic), session(14.0, "chemical-peel", either))
    assert "interval_d" in found.sessions[1].reasons
    assert found.sessions[1].facts.get("session_number") is None


def test_pairs_within_the_course_and_with_the_past():
    past = (PastTreatment("hyaluronic_filler", 10.0, {"site": "cheek"}),)
    found = views(session(0.0), session(28.0, "ipl", {}, site="neck"), made=case(past=past)).pairs
    rows = [
        (v.facts.get("earlier_modality"), v.facts.get("later_modality"), v.facts.get("gap_d"))
        for v in found
    ]
    assert rows == [
        ("afl", "ipl", 28),
        ("hyaluronic_filler", "afl", 10),
        ("hyaluronic_filler", "ipl", 38),
    ]
    assert [v.facts.get("same_field") for v in found] == [False, True, False]
    assert found[0].facts.get("modality") == "ipl"  # a session's facts are the later one's


def test_a_day_of_two_has_both_orders_until_one_is_stated():
    both = (session(0.0), session(0.0, "botulinum", {}))
    found = views(*both).pairs
    orders = [(v.facts.get("earlier_modality"), v.facts.get("order_stated")) for v in found]
    assert orders == [("afl", None), ("botulinum", None)]
    stated = views(*both, answers={"order_stated": True}).pairs
    assert [v.facts.get("earlier_modality") for v in stated] == ["afl"]
    hours = views(session(0.0), session(0.1, "botulinum", {})).pairs
    assert [(v.facts.get("gap_d"), v.facts.get("order_stated")) for v in hours] == [(0.0, True)]


def test_split_sides_do_not_meet():
    found = views(session(0.0, side="left"), session(0.0, "ipl", {}, side="right")).pairs
    assert {v.facts.get("same_field") for v in found} == {False}


def test_use_that_goes_on_meets_a_session_both_ways():
    use = CourseUse("topical-retinoid", 0.0, 84.0, {"agent": "tretinoin"})
    during = views(session(28.0), uses=(use,)).pairs
    assert [(v.facts.get("earlier_modality"), v.facts.get("gap_d")) for v in during] == [
        ("afl", 0.0),
        ("retinoid", 0.0),
    ]
    after = views(session(98.0), uses=(use,)).pairs
    assert [(v.facts.get("earlier_modality"), v.facts.get("gap_d")) for v in after] == [
        ("retinoid", 14.0)
    ]


def test_an_event_follows_the_last_session():
    events = (CaseEvent(3.0, {"stinging": True}), CaseEvent(31.0, {"site": "neck"}))
    found = views(session(0.0), session(28.0, "ipl", {}), made=case(events=events)).events
    assert (found[0].facts.get("modality"), found[0].facts.get("session_day")) == ("afl", 3.0)
    assert (found[1].facts.get("modality"), found[1].facts.get("session_day")) == ("ipl", 3.0)
    assert found[0].parts and not found[1].parts and found[0].facts.get("phototype") == 4.0
    same_day = views(session(0.0), session(0.0, "ipl", {}), made=case(events=events[:1])).events[0]
    assert same_day.may_be == {"modality": ("afl", "ipl")} and "modality" in same_day.reasons
    told = (CaseEvent(3.0, {"modality": "ipl", "stinging": True}),)
    named = views(session(0.0), session(1.0), session(0.0, "ipl", {}), made=case(events=told))
    assert named.events[0].facts.get("session_day") == 3.0


def test_an_answer_fills_what_a_session_leaves_open_and_never_overrules_it():
    answers = {"passes": 3, "cooling_between_passes": True, "modality": "peel_medium"}
    found = views(session(), session(7.0, "chemical-peel", {}), answers=answers).sessions
    assert found[0].facts.get("passes") == 1.0 and found[1].facts.get("passes") == 3.0
    assert found[0].facts.get("modality") == "afl"
    assert found[1].facts.get("modality") == "peel_medium" and not found[1].may_be


@pytest.mark.parametrize(
    ("made", "part"),
    [
        (session(settings={"wavelength_nm": 1.0}), "session 1 (day 0): 'wavelength_nm' = 1 lies"),
        (session(settings={"passes": 1.5}), "no whole number"),
    ],
)
def test_settings_that_no_field_holds_are_refused(made, part):
    with pytest.raises(RuleError, match="fractional-laser") as error:
        views(made)
    assert part in str(error.value)


def test_text_where_a_number_belongs_stays_unknown_with_the_reason():
    found = views(session(settings={"energy_mj": "20 mJ"})).sessions[0]
    assert found.facts.get("energy_mj") is None
    assert found.reasons["energy_mj"] == "'20 mJ' is no number in mJ"


def test_an_event_knows_the_session_and_not_its_place_in_a_series():
    events = (CaseEvent(30.0, {"pus": True}),)
    found = views(session(0.0), session(28.0), made=case(events=events), start=dt.date(2027, 1, 1))
    facts = found.events[0].facts.facts
    assert facts["energy_mj"] == 10.0 and facts["session_day"] == 2.0
    assert not {"interval_d", "session_number", "sessions_planned", "season"} & set(facts)


def test_a_treatment_that_stays_open_is_asked_for_itself_in_pairs_and_events_too():
    open_peel = session(0.0, "chemical-peel", {"agent": "glycolic", "percent": 70.0})
    events = (CaseEvent(1.0, {"pus": True}),)
    found = views(open_peel, session(28.0), made=case(events=events))
    assert found.pairs[0].may_be == {"earlier_modality": ("peel_superficial", "peel_medium")}
    assert found.pairs[0].ask["earlier_modality"] == "modality"
    told = views(
        open_peel, session(28.0), made=case(events=events, answers={"modality": "peel_medium"})
    )
    assert told.pairs[0].facts.get("earlier_modality") == "peel_medium"
    assert told.events[0].facts.get("modality") == "peel_medium"
