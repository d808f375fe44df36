"""Packs for needling, PLLA and CaHA: every collected row, limits, the weighty rules."""

import csv
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from turgor.evidence import all_sources
from turgor.rules import facts_from, find_pack
from turgor.rules.compiled import ABSENT, compiled
from turgor.rules.expression import evaluate
from turgor.rules.standing import standing

ROWS = {"MICR": 9, "RFM": 12, "RFA": 1, "PLLA": 20, "CAHA": 16, "BIOS": 1}
PACKS = ("needling", "plla", "caha")
RULES = {rule.id: rule for name in PACKS for rule in find_pack(name).rules}
#: sourced rules that no collected row has
ADDED = {"RFM-013", "RFM-014", "RFM-015", "RFM-016", "RFM-017", "RFM-018"} | {
    "MICR-010", "MICR-011", "MICR-012", "MICR-013", "CAHA-017",
}  # fmt: skip
WORDS = find_pack("plla").vocabulary
COLLECTED = Path(__file__).parents[3].parent / "shared" / "evidence" / "rules.csv"
KIND = {
    "parameter_limit": "limit",
    "contraindication_relative": "contraindication",
    "contraindication_absolute": "contraindication",
}


def dropped():
    entry = files("turgor.rules") / "data" / "packs" / "dropped_c.csv"
    rows = csv.DictReader(entry.read_text(encoding="utf-8").splitlines())
    return {row["rule_id"]: row["reason"] for row in rows}


@pytest.fixture(scope="module")
def collected():
    if not COLLECTED.exists():
        pytest.skip("the collected rules do not lie beside the repository")
    with COLLECTED.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {row["rule_id"]: row for row in rows if row["rule_id"].split("-")[0] in ROWS}


def truth(name, **facts):
    return evaluate(RULES[name].condition, facts_from(facts, WORDS))


def stands(name):
    return standing(RULES[name], WORDS).severity


def test_every_number_is_a_rule_or_dropped():
    there = {f"{start}-{at:03d}" for start, last in ROWS.items() for at in range(1, last + 1)}
    assert set(RULES) - ADDED | set(dropped()) == there
    assert set(RULES) >= ADDED and not set(RULES) & set(dropped())


def test_what_is_dropped_stands_elsewhere():
    events = {rule.id: rule for rule in find_pack("adverse-events").rules}
    for reason in dropped().values():
        assert reason.startswith("stands in adverse-events as ")
        assert events[reason.rsplit(" ", 1)[1]].evidence.seen


def test_every_collected_row_is_a_rule_or_dropped(collected):
    assert set(collected) == set(RULES) - ADDED | set(dropped())
    for name in set(RULES) - ADDED:
        rule, row = RULES[name], collected[name]
        # an implant calls for a plan before the session, and so is no figure to quote
        asked = "contraindication" if name == "RFA-001" else KIND.get(row["kind"], row["kind"])
        assert rule.kind == asked, name
        assert rule.evidence.seen is (row["verified"] == "yes"), name
        told = row["strength_of_evidence"]
        level = "expert" if told.startswith("expert") or "consensus" in told else told.split()[0]
        if level in ("expert", "label", "regulator", "cohort") and name != "PLLA-003":
            assert rule.evidence.level == level, name


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_draft_with_a_source_that_permits_nothing(rule):
    assert rule.status == "draft" and rule.evidence.source and rule.evidence.locator
    assert all_sources()[rule.evidence.source].seen or not rule.evidence.seen
    if rule.then.do in ("no_delay", "offer", "inform", "record"):
        assert rule.severity in ("info", "warn")
    if rule.about in ("range", "benefit"):
        assert rule.severity == "info"
    if rule.kind == "indication":
        assert rule.then.do == "offer"


def test_what_blocks_as_a_draft_is_a_label_or_a_regulator_that_was_read():
    written = {name for name, rule in RULES.items() if rule.severity == "block"}
    blocks = {name for name in RULES if stands(name) == "block"}
    assert blocks == {
        *("RFM-009", "PLLA-007", "PLLA-009", "PLLA-010", "PLLA-011"),
        *("CAHA-010", "CAHA-011", "CAHA-012"),
    }
    assert written - blocks == {"MICR-006", "RFM-011"}
    assert stands("MICR-006") == "require_override"  # a review that was read
    assert stands("RFM-011") == "warn"  # a maker's form that was not: asked, with a warning
    assert standing(RULES["RFM-011"], WORDS).verify


SAFETY = [rule for rule in RULES.values() if rule.about == "safety"]
RISING = {"phototype": range(1, 7), "needle_depth_um": range(0, 4001, 250)}


@pytest.mark.parametrize("rule", SAFETY, ids=lambda rule: rule.id)
@pytest.mark.parametrize("name", RISING)
def test_more_of_it_never_removes_a_safety_warning(rule, name):
    for item in rule.cases:
        made = [replace(item.case, facts={**item.case.facts, name: float(v)}) for v in RISING[name]]
        fires = [evaluate(rule.condition, case) is True for case in made]
        assert fires == sorted(fires)


def test_conflicts_name_each_other():
    told = {(rule.id, other) for rule in RULES.values() for other in rule.conflicts_with}
    assert {(b, a) for a, b in told} == told
    assert ("PLLA-002", "PLLA-003") in told


# ---------------------------------------- the weighty ones, by hand from the collected text


def test_plla_after_keloid_or_hypertrophic_scar():
    for name in ("keloid_history", "hypertrophic_scar_history"):
        assert truth("PLLA-009", modality="plla", **{name: True}) is True
        assert truth("PLLA-009", modality="plla", **{name: False}) is None  # the other is not known
        assert truth("PLLA-009", modality="caha", **{name: True}) is False
    assert truth("PLLA-009", modality="plla") is None
    none = {"keloid_history": False, "hypertrophic_scar_history": False}
    assert truth("PLLA-009", modality="plla", **none) is False


def test_caha_with_a_bleeding_disorder_and_plla_with_one():
    assert truth("CAHA-011", modality="caha", bleeding_disorder=True) is True
    assert truth("CAHA-011", modality="caha") is None
    assert truth("PLLA-014", modality="plla", bleeding_disorder=True) is True
    assert (stands("CAHA-011"), stands("PLLA-014")) == ("block", "warn")


@pytest.mark.parametrize("implant", ["pacemaker", "defibrillator", "implanted_electronics"])
def test_radiofrequency_with_an_implant(implant):
    asked = {"pacemaker": False, "defibrillator": False, "implanted_electronics": False}
    for modality, fires in {
        "rf_microneedling": {"RFA-001", "RFM-011", "RFM-013"},
        "radiofrequency": {"RFA-001", "RFM-011", "RFM-014"},
        "microneedling": set(),
    }.items():
        if implant == "implanted_electronics":
            fires = fires - {"RFM-011", "RFM-014"}  # they name pacemaker and defibrillator alone
        of_implants = ("RFA-001", "RFM-011", "RFM-013", "RFM-014")
        found = {
            name
            for name in of_implants
            if truth(name, modality=modality, **{**asked, implant: True})
        }
        assert found == fires
        assert not any(truth(name, modality=modality, **asked) for name in of_implants)
    for name in ("RFA-001", "RFM-011", "RFM-013"):
        assert truth(name, modality="rf_microneedling") is None  # not known is not "no"
    assert stands("RFA-001") == stands("RFM-013") == "require_override"


def test_needles_with_radiofrequency_at_home():
    assert truth("RFM-009", modality="rf_microneedling", home_use=True) is True
    assert truth("RFM-009", modality="rf_microneedling") is None
    assert truth("RFM-009", modality="microneedling", home_use=True) is False
    assert RULES["RFM-009"].evidence.level == "regulator"


@pytest.mark.parametrize(
    ("site", "mm"),
    [
        ("forehead", 1.5),
        ("temple", 1.5),
        ("cheek", 1.0),
        ("perioral", 0.5),
        ("neck", 1.5),
        ("jaw", None),
        ("periocular", None),
    ],
)
def test_advised_depths_with_radiofrequency(site, mm):
    """A least depth on forehead and temple; elsewhere one depth, and a difference is told."""
    least = ("RFM-001", "RFM-002", "RFM-004", "RFM-005")
    for um in range(0, 4001, 50):
        facts = {"modality": "rf_microneedling", "site": site, "needle_depth_um": um}
        fires = [name for name in least if truth(name, **facts)]
        least_only = site in ("forehead", "temple")
        differs = mm is not None and (um < mm * 1000 or (not least_only and um > mm * 1000))
        assert len(fires) == int(differs)
        assert truth("RFM-003", **facts) is False
    assert all(RULES[name].about == "range" for name in least)


def test_the_greatest_depth_on_the_nose_is_a_matter_of_safety():
    facts = {"modality": "rf_microneedling", "site": "nose"}
    assert [truth("RFM-003", needle_depth_um=um, **facts) for um in (1500, 2000, 2001, 3500)] == [
        *(False, False),
        *(True, True),
    ]
    assert (RULES["RFM-003"].about, stands("RFM-003")) == ("safety", "warn")


@pytest.mark.parametrize(
    ("interval", "fires"),
    [
        (14, {"PLLA-002", "PLLA-003"}),
        (21, {"PLLA-002", "PLLA-003"}),
        (27, {"PLLA-002", "PLLA-003"}),
        (28, set()),
        (42, set()),
    ],
)
def test_label_and_consensus_on_the_interval_stand_side_by_side(interval, fires):
    facts = {"modality": "plla", "interval_d": interval, "sessions_planned": 3}
    assert {name for name in ("PLLA-002", "PLLA-003") if truth(name, **facts)} == fires
    assert RULES["PLLA-002"].then.limit == 28.0 and RULES["PLLA-003"].then.limit == 21.0


@pytest.mark.parametrize("site", ["neck", "chest"])
@pytest.mark.parametrize(
    ("skin", "ratio", "name"),
    [("normal", 2, "CAHA-003"), ("thin", 4, "CAHA-004"), ("atrophic", 6, "CAHA-005")],
)
def test_dilution_by_skin(site, skin, ratio, name):
    of_dilution = ("CAHA-003", "CAHA-004", "CAHA-005")
    for parts in (0, 1, 2, 3, 4, 5, 6, 7):
        facts = {"modality": "caha", "site": site, "skin_thickness": skin, "dilution_ratio": parts}
        fires = {one for one in of_dilution if truth(one, **facts)}
        assert fires == (set() if parts == ratio else {name})
        too_little = skin != "normal" and parts < 2
        assert truth("CAHA-002", phototype=2, **facts) is too_little


SCHEDULES = ("CAHA-006", "CAHA-007", "CAHA-008", "MICR-002", "PLLA-002", "PLLA-003", "RFM-007")


@pytest.mark.parametrize(
    ("facts", "fires"),
    [
        # as published: needles 4 x 30 d, needles with radiofrequency 3 x 14 d, PLLA 3 x 28 d
        ({"modality": "microneedling", "interval_d": 30, "sessions_planned": 4}, set()),
        ({"modality": "rf_microneedling", "interval_d": 14, "sessions_planned": 3}, set()),
        ({"modality": "plla", "interval_d": 28, "sessions_planned": 3}, set()),
        # CaHA 1:2 on the decolletage, 3 x 8 or 2 x 16 weeks, in skin that is not normal
        ({"modality": "caha", "site": "chest", "interval_d": 56, "sessions_planned": 3}, set()),
        ({"modality": "caha", "site": "chest", "interval_d": 112, "sessions_planned": 2}, set()),
        ({"modality": "caha", "site": "chest", "interval_d": 70, "sessions_planned": 3}, {8}),
    ],
)
def test_published_schedules_are_as_studied(facts, fires):
    given = {
        "site": "periocular",
        "phototype": 4,
        "concerns": ["wrinkles"],
        "dilution_ratio": 2,
        "skin_thickness": "thin",
        **facts,
    }
    found = {name for name in SCHEDULES if truth(name, **given)}
    assert found == {f"CAHA-{number:03d}" for number in fires}


def test_a_first_session_has_no_interval_to_compare():
    for name in SCHEDULES:
        run = compiled(RULES[name].condition)
        facts = {
            "modality": RULES[name].applies_to["modality"][0],
            "site": {"CAHA-008": "chest", "RFM-007": "periocular"}.get(name, "neck"),
            "phototype": 4.0,
            "concerns": frozenset({"wrinkles"}),
            "skin_thickness": "thin",
            "dilution_ratio": 2.0 if name == "CAHA-008" else 4.0,
            "sessions_planned": {"MICR-002": 4.0, "PLLA-003": 4.0, "RFM-007": 3.0}.get(name, 2.0),
            "interval_d": ABSENT,
        }
        assert run.truth(facts) is False, name


@pytest.mark.parametrize(
    ("first", "second", "same", "fires"),
    [
        ("afl", "plla", True, True),
        ("plla", "afl", True, True),
        ("peel_superficial", "plla", True, True),
        ("plla", "botulinum", True, False),
        ("plla", "afl", False, False),
        ("plla", "afl", None, None),
        ("retinoid", "plla", True, False),
    ],
)
def test_poly_l_lactic_acid_beside_a_laser_or_a_peel(first, second, same, fires):
    facts = {"earlier_modality": first, "later_modality": second, "same_field": same}
    assert truth("PLLA-015", **facts) is fires
    assert RULES["PLLA-015"].scope == "pair"


def test_a_whole_face_asks_for_eyes_and_lips_before_it_blocks():
    face = {"modality": "plla", "full_face": True}
    assert truth("PLLA-007", site="periocular", **face) is None
    assert truth("PLLA-007", site="periocular", periocular_included=False, **face) is False
    assert truth("PLLA-007", site="periocular", periocular_included=True, **face) is True
    assert truth("PLLA-007", site="periocular", modality="plla", full_face=False) is True
    assert truth("PLLA-007", site="lip", modality="plla", vermilion=True) is True
    assert truth("PLLA-007", site="lip", modality="plla") is None


@pytest.mark.parametrize(
    ("day", "name"), [(10, "PLLA-018"), (84, "PLLA-018"), (85, "PLLA-019"), (900, "PLLA-019")]
)
def test_a_nodule_by_the_weeks_since_the_session(day, name):
    facts = {"modality": "plla", "event": "nodule", "grade": 2, "session_day": day}
    assert [one for one in ("PLLA-018", "PLLA-019") if truth(one, **facts)] == [name]
    assert RULES[name].scope == "event"
