"""Each value leaves only in the form that its allow list names; small cells are counted away."""

import csv
import datetime as dt
import io
from collections import Counter

import pytest

from turgor.errors import InputError, StudyError
from turgor.exchange.deidentify.allow_list import ACTIONS, ColumnRule, allow_lists
from turgor.exchange.deidentify.cells import Context, shared_cell
from turgor.exchange.deidentify.codes import Codes
from turgor.exchange.deidentify.reviewed import review_sheet, reviewed_texts
from turgor.exchange.deidentify.small_cells import Characteristics, age_band, coarser
from turgor.exchange.deidentify.tables import shared_table
from turgor.exchange.deidentify.words import known_flag, vocabulary
from turgor.record.identity import Identity

ZERO = dt.date(2024, 1, 10)
KEY = bytes(range(32))


@pytest.fixture
def context() -> Context:
    return Context(Codes(KEY), lambda subject, date: (date - ZERO).days)


def cell(context: Context, action: str, value: object, name: str = "c", **more: object):
    rule = ColumnRule(name, action, "", "", **more)  # type: ignore[arg-type]
    return shared_cell(rule, value, "t", "S1", context)


@pytest.mark.parametrize(
    ("value", "made", "outcome"),
    [
        (3.5, 3.5, "kept"), (True, 1, "kept"), (None, None, "empty"), (-1, None, "dropped"),
        (491767310442, None, "dropped"), ("mustermann", None, "dropped"),
        (float("nan"), None, "dropped"), ("3.5", None, "dropped"),
    ],
)  # fmt: skip
def test_numbers_stay_within_bounds(context, value, made, outcome):
    assert cell(context, "number", value, low=0, high=100) == (made, outcome)


def test_dates_are_days_and_an_age_in_days_is_none(context):
    assert cell(context, "day", "2024-02-10") == (31, "shifted")
    assert cell(context, "day", "2024-02-10T11:00:00") == (31, "shifted")
    assert cell(context, "day", "1984-03-17") == (None, "dropped")
    assert cell(context, "day", "17.03.1984") == (None, "dropped")
    assert cell(context, "hour", "09:47") == ("09", "coarser")
    assert cell(context, "hour", "25:00") == ("", "dropped")


@pytest.mark.parametrize(
    ("words", "text", "kept"),
    [
        ("site", "Left Cheek", False), ("site", "Cheek", True), ("site", "inner  forearm", True),
        ("visit", "V12", True), ("visit", "Week 4", True), ("visit", "Mustermann", False),
        ("visit", "17.03.84", False), ("arm", "vehicle", True), ("arm", "Mustermann arm", False),
        ("item", "layer 2 over layer 1", True), ("item", "17 03 1984", False),
        ("item", "pigment-03", True), ("item", "0176 7310442", False), ("item", "12", True),
        ("region", "R1", True), ("region", "JD84", False), ("setup", "2 mm", True),
        ("region", "R1/left_cheek", True), ("unit", "µm", True), ("unit", "Mustermann", False),
        ("method_version", "17.3.84", False), ("method_version", "2", True),
    ],
)  # fmt: skip
def test_a_text_leaves_only_from_its_closed_list(context, words, text, kept):
    made, outcome = cell(context, "listed", text, words=words, code="item")
    assert (made == text.strip() and outcome == "kept") is kept
    assert cell(context, "listed", text, words=words)[1] == ("kept" if kept else "dropped")


def test_half_of_a_compound_region_leaves_beside_a_code(context):
    made, outcome = cell(context, "listed", "R1/Mustermann", words="region", code="region")
    assert str(made).startswith("R1/region-") and outcome == "coded"


def test_settings_lose_every_unknown_key_word_and_unit(context):
    settings = (
        '{"energy_mj": "20", "passes": "017673104421", "agent": "Glycolic", "Mustermann": "1",'
        ' "cooling": "by Erika", "power_w": "3 W", "dose": "2 Erika", "time_of_day": "09:47"}'
    )
    made, outcome = cell(context, "settings", settings)
    assert (
        made == ('{"agent":"glycolic","energy_mj":20.0,"power_w":"3 w","time_of_day":"09"}')
        or made == '{"agent":"glycolic","energy_mj":20.0,"power_w":"3 w"}'
    )
    assert outcome == "coarser"
    assert cell(context, "settings", '{"Mustermann": "1"}') == ("", "dropped")
    assert cell(context, "settings", "no document") == ("", "dropped")


def test_conditions_keep_what_the_catalogue_names(context):
    made, outcome = cell(
        context, "conditions",
        '{"illuminant":"D65","device_class":"Erikas camera","Mustermann":1,"aperture_mm":2.0,'
        '"cycles":491767310442}',
    )  # fmt: skip
    assert outcome == "coded" and "Erika" not in str(made) and "4917" not in str(made)
    assert '"illuminant":"D65"' in str(made) and '"aperture_mm":2.0' in str(made)
    again, _ = cell(context, "conditions", '{"device_class":"Erikas camera"}')
    assert str(again)[1:-1] in str(made)  # the same word is the same code


def test_flags_documents_and_courses(context):
    flags = '["gain-not-stated", "erika-mustermann", "at-edge"]'
    assert cell(context, "flags", flags) == ("gain-not-stated;at-edge", "coarser")
    assert not known_flag("mustermann") and known_flag("quality-poor-focus")
    signs = '{"fever": true, "mustermann": false, "pus": "Erika"}'
    assert cell(context, "counts", signs, words="sign") == ('{"fever":true}', "coarser")
    names = '["keloid", "mustermann"]'
    assert cell(context, "names", names, words="history") == ('["keloid"]', "coarser")
    course = '[{"day":0,"grade":2,"by":"Erika"},{"day":"17.3.84","grade":1}]'
    assert cell(context, "course", course) == ('[{"day":0,"grade":2}]', "coarser")
    assert cell(context, "numbers", "[[1.0,2.0],[3,4]]")[1] == "kept"
    for wrong in ('["Erika"]', "[19840317]", "[true]", "{}", "x", "[NaN]"):
        assert cell(context, "numbers", wrong) == ("", "dropped")


def test_codes_are_stable_within_a_key_and_differ_between_keys_and_kinds():
    codes = Codes(KEY)
    first = codes.of("subject", "S1")
    assert first == Codes(KEY).of("subject", "S1") and first.startswith("P-") and "S1" not in first
    assert codes.of("subject", "S2") != first
    assert codes.of("person", "S1")[2:] != first[2:]
    assert Codes(KEY[::-1]).of("subject", "S1") != first
    assert codes.of("subject", "") == ""
    with pytest.raises(StudyError, match="32 bytes"):
        Codes(b"short")


def test_the_order_of_rows_tells_nothing(context):
    rule = allow_lists()["allocation"]
    rows = [{"subject": f"S{n}", "side": "left", "arm": "vehicle"} for n in range(30)]
    forward = shared_table(rule, rows, context).rows
    assert forward == shared_table(rule, rows[::-1], context).rows
    own = [context.codes.of("subject", f"S{n}") for n in range(30)]
    assert [row["subject"] for row in forward] == sorted(own) != own


def test_a_column_that_no_list_names_never_leaves(context):
    rule = allow_lists()["allocation"]
    row = {"subject": "S1", "side": "left", "arm": "vehicle", "address": "Lindenmusterweg"}
    made = shared_table(rule, [row], context)
    assert made.unlisted == ("address",)
    assert set(made.rows[0]) == {"subject", "side", "arm"}


def test_every_allow_list_states_a_reason_and_a_known_action():
    for table in allow_lists().values():
        assert len({rule.title for rule in table.leaving}) == len(table.leaving), table.table
        for rule in table.columns:
            assert rule.action in ACTIONS and rule.reason, (table.table, rule.name)
            assert rule.meaning or not rule.leaves, (table.table, rule.name)
            assert rule.action != "listed" or rule.words or rule.name == "metric"
            if rule.action in ("counts", "names"):
                assert vocabulary(rule.words)


def persons(*rows: tuple[int | None, str, str, str]) -> dict[str, Characteristics]:
    return {f"S{n}": Characteristics(*row) for n, row in enumerate(rows)}


def test_age_bands_pool_the_oldest():
    assert [age_band(age, 5) for age in (0, 4, 44, 89, 90, 104, None)] == [
        "0-4", "0-4", "40-44", "85-89", "90+", "90+", "unknown",
    ]  # fmt: skip
    assert age_band(89, 10) == "80-89" and age_band(89, 30) == "60-89"


def test_characteristics_are_kept_where_enough_share_them():
    cells = coarser(persons(*[(41, "female", "II", "C-A")] * 5, *[(52, "male", "V", "C-B")] * 5), 5)
    assert cells.met and cells.smallest == 5 and cells.singled_out == 0
    assert cells.cells["S0"] == {
        "birth_year": "40-44", "sex": "female", "phototype": "II", "centre": "C-A",
    }  # fmt: skip


def test_small_cells_are_made_coarser_by_what_loses_least():
    """Bands of 10 years lose half of what is known of age; leaving sex out loses all of sex."""
    ages = (*range(40, 50), *range(60, 70))
    rows = [(age, ("female", "male")[age % 2], "III", "C-A") for age in ages]
    cells = coarser(persons(*rows), 5)
    assert cells.met and cells.smallest_before == 2
    assert cells.levels["birth_year"] == "bands of 10 years"
    assert cells.levels["sex"] == "as stated"


@pytest.mark.parametrize("k", [2, 3, 5])
def test_k_is_reached_whatever_the_persons(k):
    import random

    draw = random.Random(11)
    rows = [
        (draw.randrange(18, 100), draw.choice(("female", "male")), draw.choice(("I", "III", "VI")),
         draw.choice(("C-A", "C-B", "")))
        for _ in range(40)
    ]  # fmt: skip
    cells = coarser(persons(*rows), k)
    counted = Counter(tuple(cell.values()) for cell in cells.cells.values())
    assert min(counted.values()) == cells.smallest >= k


def test_too_few_persons_show_none_of_the_four():
    cells = coarser(persons((41, "female", "II", "C-A"), (52, "male", "V", "C-B")), 5)
    assert not cells.met and cells.smallest == 2
    assert set(cells.cells["S0"].values()) == {""}
    assert coarser({}, 5).cells == {}


def test_reviewed_texts_come_back_as_they_were_marked():
    sheet = review_sheet([("session", "deviation", "second pass left out"), ("t", "c", "=1+1")])
    rows = list(csv.reader(io.StringIO(sheet)))
    assert rows[0] == ["table", "column", "text", "keep", "instead"]
    assert rows[2][2] == "'=1+1"
    filled = [rows[0], [*rows[1][:3], "yes", ""], [*rows[2][:3], "yes", "a sum"]]
    out = io.StringIO()
    csv.writer(out).writerows(filled)
    found = reviewed_texts(out.getvalue().encode(), "sheet.csv")
    assert found == {
        ("session", "deviation", "second pass left out"): "second pass left out",
        ("t", "c", "=1+1"): "a sum",
    }


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("session,deviation,saw Mustermann,yes,", "name"),
        ("session,deviation,x,yes,saw Erika", "name"),
        ("session,deviation,seen 17.03.2024,yes,", "date"),
        ("session,deviation,call 0176 7310442,yes,", "telephone number"),
        ("session,deviation,x,perhaps,", "neither yes nor no"),
        ("session,deviation,x", "has 3 cells"),
    ],
)
def test_a_reviewed_text_that_tells_somebody_is_refused(line, told):
    content = f"table,column,text,keep,instead\n{line}\n".encode()
    with pytest.raises(InputError, match=told) as caught:
        reviewed_texts(content, "sheet.csv", [Identity("S1", "Erika Mustermann")])
    assert "Mustermann" not in str(caught.value) and "7310442" not in str(caught.value)


def test_a_reviewed_text_leaves_in_its_place_alone(context):
    context.reviewed = {("t", "c", "second pass left out"): "second pass left out"}
    assert cell(context, "text", "second pass left out") == ("second pass left out", "reviewed")
    assert cell(context, "text", "another text") == ("", "dropped")
    assert cell(context, "text", "second pass left out", name="d") == ("", "dropped")


def test_the_closed_lists_hold_the_words_of_the_records():
    from turgor.record import adverse_event, capture, consent, diary, escalation, session, signs
    from turgor.rules.rule import SEVERITIES, STATUSES

    lists = {
        "event_kind": adverse_event.EVENT_KINDS, "relatedness": adverse_event.RELATEDNESS,
        "criterion": adverse_event.CRITERIA, "outcome": adverse_event.OUTCOMES,
        "kind": capture.CAPTURE_KINDS, "consent_scope": consent.SCOPES,
        "symptom": tuple(diary.SYMPTOMS), "escalation_source": escalation.SOURCES,
        "modality": session.MODALITIES, "sign": signs.SIGNS, "history": signs.HISTORY,
        "severity": SEVERITIES, "rule_status": STATUSES,
    }  # fmt: skip
    for name, words in lists.items():
        assert [word for word in words if not vocabulary(name).holds(word)] == [], name
