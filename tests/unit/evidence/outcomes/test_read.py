"""An outside table is read by its words; what can't be read is listed, what is no table refused."""

import csv

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from turgor.errors import InputError
from turgor.evidence.outcomes.aspect import aspect
from turgor.evidence.outcomes.library import meaning
from turgor.evidence.outcomes.read import MAY_HAVE, NEEDED, read_outcomes

COLUMNS = (*NEEDED, *MAY_HAVE)
ROW = {
    "study_id": "S1", "modality": "laser_fractional_ablative", "parameters": "wavelength_nm=10600",
    "endpoint": "wrinkle_score", "unit": "pct_change", "time_days_from_first_session": "90",
    "arm": "treated", "change_pct": "-30",
}  # fmt: skip


@pytest.fixture
def table(tmp_path):
    def write(*rows, more=()):
        path = tmp_path / "studies.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, (*COLUMNS, *more))
            writer.writeheader()
            writer.writerows({**ROW, **row} for row in rows)
        return path

    return write


@pytest.fixture
def one(table):
    def read(more=(), **cells):
        found = read_outcomes(table(cells, more=more))
        assert not found.refused, found.refused
        return found.outcomes[0]

    return read


def test_a_plain_row(one):
    outcome = one()
    assert (outcome.study, outcome.row, outcome.cohort) == ("S1", 2, "S1")
    assert (outcome.observed, outcome.time_days, outcome.control_type) == (-30.0, 90.0, "treated")
    assert (outcome.species, outcome.indication) == ("human", "photoageing")
    assert meaning(outcome).observable == "look-wrinkles"


def test_people_out_of_mixed_cells(one):
    outcome = one(population_n="36 active, 28 vehicle", age_mean="44-65 range", fitzpatrick="women")
    assert (outcome.n, outcome.age_years, outcome.sex) == (36.0, 54.5, "female")
    assert (outcome.extra["age_low"], outcome.extra["age_high"]) == ("44", "65")
    vehicle = one(population_n="36 active, 28 vehicle", arm="vehicle", age_mean="<55")
    assert (vehicle.n, vehicle.age_years, vehicle.extra["age_high"]) == (28.0, None, "55")
    mixed = one(fitzpatrick="II 75%, III 12.5%, IV 12.5%")
    assert mixed.phototype == "II-IV"
    assert one(fitzpatrick="Korean women").ancestry == "korean"
    assert one(fitzpatrick="mostly II-III").phototype == "II-III"


@pytest.mark.parametrize(
    ("sessions", "interval", "count", "between", "continuous"),
    [
        ("3-4", "28", 3.5, 28.0, False),
        ("daily", "1", None, 1.0, True),
        ("twice daily", "", None, 0.5, True),
        ("1 plus optional touch-up", "30", 1.0, 30.0, False),
        ("", "", None, None, False),
    ],
)
def test_sessions(one, sessions, interval, count, between, continuous):
    outcome = one(sessions=sessions, interval_days=interval)
    assert (outcome.sessions, outcome.interval_days) == (count, between)
    assert ("use" in outcome.extra) == continuous


def test_days_after_the_last_session_become_days_from_the_first(one):
    outcome = one(
        sessions="3", interval_days="30", time_days_from_first_session="",
        parameters="days_after_last=90",
    )  # fmt: skip
    assert outcome.time_days == 150.0
    assert outcome.extra["time_from"] == "computed-from-last"
    unknown = one(sessions="3", time_days_from_first_session="", parameters="days_after_last=90")
    assert (unknown.time_days, unknown.extra["days_after_last"]) == (None, "90")


@pytest.mark.parametrize(
    ("arm", "control"),
    [
        ("vehicle", "vehicle"),
        ("placebo_cream", "vehicle"),
        ("untreated_side", "untreated"),
        ("saline", "saline"),
        ("saline_plus_laser", "treated"),
        ("sham", "sham"),
        ("pooled_patient", "pooled"),
    ],
)
def test_what_an_arm_stands_for(one, arm, control):
    assert one(arm=arm).control_type == control


def test_no_modality_and_no_agent_are_controls(one):
    assert one(modality="none", parameters="none", arm="observed").control_type == "untreated"
    assert one(modality="topical_retinoid", parameters="agent=none").control_type == "vehicle"
    assert one(modality="injection_saline_control", arm="control").control_type == "saline"


@pytest.mark.parametrize(
    ("arm", "unit", "rater", "blinding", "threshold"),
    [
        ("physician_ge50pct", "pct", "investigator", "unstated", "half"),
        ("patient_moderate_or_better", "pct", "patient", "unstated", "moderate"),
        ("blinded_dermatologist_moderate_to_good", "pct", "investigator", "blinded", "moderate"),
        ("subject_rated_any_improvement", "pct", "patient", "unstated", "any"),
        ("investigator_good_or_excellent", "pct", "investigator", "unstated", "good"),
        ("tightening_75_100pct", "pct", "unstated", "unstated", "three-quarters"),
        ("improved_26_50pct", "pct", "unstated", "unstated", "band"),
        ("evaluator_ge_1_grade", "pct", "investigator", "unstated", "grade-1"),
        ("gt50pct", "pct", "unstated", "unstated", "half"),
        ("treated", "pct_subject_improved", "patient", "unstated", "any"),
    ],
)
def test_who_judged_and_from_where_on(one, arm, unit, rater, blinding, threshold):
    outcome = one(endpoint="responder_pct", unit=unit, arm=arm, value_mean="60", change_pct="")
    assert (outcome.rater, outcome.blinding, outcome.threshold) == (rater, blinding, threshold)


def test_a_contrast_of_two_treatments(one):
    outcome = one(
        modality="chemical_peel", parameters="agent=tretinoin;conc_pct=1;vs=glycolic_70",
        arm="tret1_vs_GA70", endpoint="MASI", unit="direction", change_pct="", p_value="ns between",
        note="dir=down both",
    )  # fmt: skip
    assert outcome.parameters == {"agent": "tretinoin", "conc_pct": "1"}
    assert outcome.comparator is not None
    assert dict(outcome.comparator.parameters) == {"agent": "glycolic", "conc_pct": "70"}
    assert (outcome.direction, outcome.indication) == ("none", "melasma")


def test_a_contrast_with_the_same_but_for_what_was_added(one):
    outcome = one(
        modality="microneedling", parameters="needle_mm=1;cotreat=growth_factor",
        arm="GF_plus_MN_vs_MN_alone", unit="direction", change_pct="", note="dir=down",
    )  # fmt: skip
    assert outcome.cotreatments == ("growth_factor",)
    assert outcome.comparator is not None
    assert outcome.comparator.modality == "microneedling"
    assert outcome.comparator.cotreatments == ()
    with_saline = one(
        modality="laser_fractional_ablative", parameters="aftercare=PRP_vs_saline",
        arm="PRP_minus_saline",
    )  # fmt: skip
    assert with_saline.comparator is not None
    assert with_saline.comparator.modality == "laser_fractional_ablative"
    assert with_saline.comparator.cotreatments == ("saline",)


def test_what_was_added_against_the_addition_alone(one):
    outcome = one(
        modality="chemical_peel", parameters="agent=glycolic;co=HQ2_tret0.05;vs=topical_alone",
        arm="peel_plus_topical_vs_topical",
    )  # fmt: skip
    assert outcome.comparator is not None
    assert outcome.comparator.modality == "none"
    assert outcome.comparator.cotreatments == ("hydroquinone-2", "tretinoin-0.05")


def test_a_contrast_that_unit_or_p_value_tells(one):
    by_unit = one(unit="pct_vs_untreated_side")
    assert by_unit.comparator is not None
    assert by_unit.comparator.control_type == "untreated"
    assert meaning(by_unit).number == "percent-of-comparator"
    by_p = one(unit="direction", change_pct="", p_value="ns vs vehicle")
    assert by_p.comparator is not None
    assert (by_p.comparator.control_type, by_p.direction) == ("vehicle", "none")


def test_a_setting_of_two_values_belongs_to_two_arms(one):
    outcome = one(parameters="energy_mj=10_vs_20;density_pct=5", arm="10mJ_vs_20mJ")
    assert outcome.parameters == {"energy_mj": "10", "density_pct": "5"}
    assert outcome.comparator is not None
    assert outcome.comparator.parameters["energy_mj"] == "20"


def test_notes_are_not_read_save_their_tags(one):
    told = "blinded investigator, vehicle, mouse; dir=up; species=rat; cotreat=PRP"
    outcome = one(unit="direction", change_pct="", note=told)
    assert (outcome.direction, outcome.species, outcome.rater) == ("up", "rat", "unstated")
    assert (outcome.cotreatments, outcome.control_type) == (("prp",), "treated")


def test_columns_named_as_fields_win(one):
    outcome = one(
        more=("rater", "species", "n", "comparator_control_type", "extra"),
        rater="investigator", species="pig", n="7", comparator_control_type="sham",
        extra="aspect=redness", arm="patient", population_n="30",
    )  # fmt: skip
    assert (outcome.rater, outcome.species, outcome.n) == ("investigator", "pig", 7.0)
    assert outcome.comparator is not None
    assert aspect(outcome) == "redness"


def test_a_trial_number_joins_two_studies(table):
    found = read_outcomes(
        table(
            {"study_id": "A", "doi_or_pmcid": "10.1/x / NCT01234567"},
            {"study_id": "B"},
            {"study_id": "C", "doi_or_pmcid": "NCT01234567"},
        )
    )
    assert [o.cohort for o in found.outcomes] == ["A", "B", "A"]


def test_one_row_tells_what_a_study_treats(table):
    found = read_outcomes(table({"endpoint": "MASI"}, {"endpoint": "texture_score"}))
    assert {o.indication for o in found.outcomes} == {"melasma"}


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"value_mean": "about a third"}, "value_mean 'about a third' is no number"),
        ({"unit": ""}, "unit empty"),
        ({"value_mean": "1e999"}, "value_mean '1e999' is no number"),
        ({"sessions": "-3"}, "sessions '-3'; allowed: 0 and more"),
        ({"time_days_from_first_session": "-14"}, "time_days '-14'; allowed: 0 and more"),
        (
            {"time_days_from_first_session": "later"},
            "time_days_from_first_session 'later' is no number",
        ),
    ],
)
def test_a_row_that_cannot_be_read_is_listed(table, cells, said):
    found = read_outcomes(table({}, cells, {}))
    assert len(found.outcomes) == 2
    (row,) = found.refused
    assert (row.line, row.study) == (3, "S1")
    assert said in row.reason


def test_a_field_that_is_not_allowed_is_listed(table):
    found = read_outcomes(table({"rater": "the cat"}, more=("rater",)))
    assert "rater 'the cat'; allowed: instrument" in found.refused[0].reason


def test_none_is_lost_of_short_and_long_rows(table):
    path = table({}, {})
    path.write_text(path.read_text(encoding="utf-8") + "a,b\n\n", encoding="utf-8")
    found = read_outcomes(path)
    assert (len(found.outcomes), len(found.refused)) == (2, 1)
    assert "has 2 cells" in found.refused[0].reason


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"a,b\n1,2\n", "line 1 is no header of outcomes"),
        (b"study_id,modality,endpoint,unit\n", "lacks the columns parameters"),
        (b"\xff\xfe\x00s", "is no text in UTF-8"),
        (b"\x00\x01,\x02", "is no table of text"),
    ],
)
def test_what_is_no_table_gets_one_line(tmp_path, content, said):
    path = tmp_path / "some.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=said) as caught:
        read_outcomes(path)
    assert "\n" not in str(caught.value)


def test_a_broken_quote_names_its_line(table):
    path = table({})
    path.write_text(path.read_text(encoding="utf-8") + 'a,"b\n', encoding="utf-8")
    with pytest.raises(InputError, match="is no CSV"):
        read_outcomes(path)


def test_a_missing_file_or_a_folder(tmp_path):
    with pytest.raises(InputError, match="can't be read"):
        read_outcomes(tmp_path / "nothing.csv")
    with pytest.raises(InputError, match="can't be read"):
        read_outcomes(tmp_path)


def test_a_mark_of_byte_order_is_no_hindrance(table):
    path = table({})
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(read_outcomes(path).outcomes) == 1


WORDS = st.sampled_from(
    ["", "A_vs_B", "PRP_minus_saline", "patient_ge50pct", "daily", "3-4", ">65", "ns vs vehicle",
     "agent=GA70;vs=LA", "cotreat=none_plus_;co=", "dir=up", "II-IV men", "nan", "-", "1e400",
     "NCT01234567", "_plus__vs_", "1_25pct", "vs_", "90d_after_last", "direction", "pct", "fold"]
)  # fmt: skip


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(
        st.dictionaries(st.sampled_from(COLUMNS), WORDS | st.text(max_size=12)), max_size=4
    )
)
def test_whatever_stands_in_the_cells_no_row_is_lost(table, rows):
    path = table(*rows)
    try:
        found = read_outcomes(path)
    except InputError:
        return
    assert len(found.outcomes) + len(found.refused) == len(rows)
    for outcome in found.outcomes:
        assert meaning(outcome).outcome_class


def test_a_vehicle_holds_no_agent(one):
    outcome = one(
        modality="topical_retinoid", parameters="agent=tretinoin;conc_pct=0.1", arm="vehicle"
    )
    assert outcome.parameters == {"agent": "none"}
