"""Packs for retinoids, peels and any treatment: every collected row, limits, the weighty rules."""

import csv
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from turgor.evidence import all_sources
from turgor.rules import facts_from, find_pack
from turgor.rules.expression import evaluate
from turgor.rules.library import standard_library

PACKS = {"retinoid": ("RETI", 14), "peel": ("PEEL", 41), "any": ("ANY", 13)}
#: read beside the collected rows: deeper peels in darker skin, a filler in infected skin
ADDED = {"PEEL-042", "PEEL-043", "PEEL-044", "ANY-014"}
RULES = {rule.id: rule for name in PACKS for rule in find_pack(name).rules}
WORDS = find_pack("any").vocabulary
COLLECTED = Path(__file__).parents[3].parent / "shared" / "evidence" / "rules.csv"
KIND = {
    "parameter_limit": "limit",
    "contraindication_relative": "contraindication",
    "contraindication_absolute": "contraindication",
}


def dropped():
    entry = files("turgor.rules") / "data" / "packs" / "dropped_a.csv"
    rows = csv.DictReader(entry.read_text(encoding="utf-8").splitlines())
    return {row["rule_id"]: row["reason"] for row in rows}


@pytest.fixture(scope="module")
def collected():
    if not COLLECTED.exists():
        pytest.skip("the collected rules do not lie beside the repository")
    with COLLECTED.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {
        row["rule_id"]: row for row in rows if row["rule_id"].startswith(("RETI", "PEEL", "ANY"))
    }


def truth(name, **facts):
    return evaluate(RULES[name].condition, facts_from(facts, WORDS))


def test_every_number_is_a_rule_or_dropped():
    there = {f"{start}-{at:03d}" for start, last in PACKS.values() for at in range(1, last + 1)}
    assert set(RULES) - ADDED | set(dropped()) == there
    assert set(RULES) >= ADDED and not set(RULES) & set(dropped()) and all(dropped().values())


def test_every_collected_row_is_a_rule_or_dropped(collected):
    assert set(collected) == set(RULES) - ADDED | set(dropped())
    for name in set(RULES) - ADDED:
        rule, row = RULES[name], collected[name]
        assert rule.kind == KIND.get(row["kind"], row["kind"]), name
        assert rule.evidence.seen is (row["verified"] == "yes"), name
        expert = (
            "expert" in row["strength_of_evidence"] or "consensus of" in row["strength_of_evidence"]
        )
        assert not expert or rule.evidence.level == "expert", name


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_draft_with_a_source_that_permits_nothing(rule):
    assert rule.status == "draft" and rule.evidence.source and rule.evidence.locator
    assert all_sources()[rule.evidence.source].seen or not rule.evidence.seen
    if rule.then.do in ("no_delay", "offer", "inform", "record"):
        assert rule.severity in ("info", "warn")
    if rule.severity == "block":
        assert rule.kind == "contraindication" and rule.evidence.seen
    if rule.kind == "indication":
        assert rule.then.do in ("offer", "inform") and rule.severity == "info"


SAFETY = [rule for rule in RULES.values() if rule.about == "safety"]


@pytest.mark.parametrize("rule", SAFETY, ids=lambda rule: rule.id)
@pytest.mark.parametrize("name", ["phototype", "density_mtz_cm2", "coverage_pct", "energy_mj"])
def test_more_of_it_never_removes_a_safety_warning(rule, name):
    for item in rule.cases:
        for low, high in ((1, 2), (2, 3), (3, 4), (4, 5), (5, 6)):
            below = replace(item.case, facts={**item.case.facts, name: float(low)})
            above = replace(item.case, facts={**item.case.facts, name: float(high)})
            if evaluate(rule.condition, below):
                assert evaluate(rule.condition, above)


def test_conflicts_name_each_other():
    every = [rule for pack in standard_library().packs for rule in pack.rules]
    told = {(rule.id, other) for rule in every for other in rule.conflicts_with}
    assert {(b, a) for a, b in told} == told
    known = {("ANY-002", "ANY-006"), ("ANY-004", "ANY-006"), ("ANY-011", "ANY-012")}
    known |= {("ANY-001", "PEEL-040"), ("PEEL-027", "PEEL-032")}
    # authorities that disagree across packs: photosensitisers, bleaching before, phototype
    known |= {("PEEL-007", "LASE-009"), ("PEEL-007", "LASE-010"), ("PEEL-016", "NAFL-012")}
    known |= {("CO2-001", "PEEL-016"), ("AFL-008", "PEEL-012"), ("AFL-008", "PEEL-013")}
    assert known <= told


# ---------------------------------------- the weighty ones, by hand from the collected text

PEELS = ("peel_superficial", "peel_medium", "peel_deep")
#: modality -> rules that speak within six months of isotretinoin, where the label binds
ISOTRETINOIN = {
    "peel_superficial": {"ANY-002", "ANY-004", "ANY-006"},
    "nafl": {"ANY-002", "ANY-004", "ANY-006"},
    "afl": {"ANY-002", "ANY-006"},
    "hair_laser": {"ANY-002", "ANY-004", "ANY-006"},
    "vascular_laser": {"ANY-004", "ANY-006"},
    "ablative_full": {"ANY-003", "ANY-006"},
    "peel_medium": {"PEEL-041", "ANY-006"},
    "peel_deep": {"PEEL-041", "ANY-006"},
    "plla": set(),
    "botulinum": set(),
    "retinoid": set(),
}
OF_ISOTRETINOIN = {"ANY-002", "ANY-003", "ANY-004", "ANY-005", "ANY-006", "PEEL-041"}


@pytest.mark.parametrize("modality", ISOTRETINOIN)
@pytest.mark.parametrize(
    ("months", "within"), [(0, True), (3, True), (5.99, True), (6, False), (12, False)]
)
def test_isotretinoin_within_six_months(modality, months, within):
    facts = {
        "modality": modality,
        "isotretinoin_taken": True,
        "isotretinoin_months": months,
        "label_binding": True,
    }
    fires = {name for name in OF_ISOTRETINOIN if truth(name, **facts)}
    assert fires == (ISOTRETINOIN[modality] if within else set())


def test_isotretinoin_never_taken_or_not_known():
    for name in OF_ISOTRETINOIN - {"ANY-003", "ANY-005"}:
        (modality, *_) = RULES[name].applies_to["modality"]
        assert truth(name, modality=modality, isotretinoin_taken=False) is False
        assert truth(name, modality=modality) is None
        assert truth(name, modality=modality, isotretinoin_taken=True, label_binding=True) is None
    assert truth("ANY-003", modality="ablative_full") is None


@pytest.mark.parametrize(
    ("kind", "whole", "mechanical", "task_force"),
    [
        ("manual", False, False, False),
        ("manual", True, False, True),
        ("rotary", False, True, True),
        ("other-mechanical", False, True, False),
    ],
)
def test_dermabrasion_after_isotretinoin(kind, whole, mechanical, task_force):
    facts = {"modality": "dermabrasion", "isotretinoin_taken": True, "isotretinoin_months": 2}
    facts |= {"dermabrasion_kind": kind, "full_face": whole}
    assert truth("ANY-003", **facts) is mechanical
    assert truth("ANY-005", **facts) is task_force


@pytest.mark.parametrize(
    ("agent", "avoid", "deemed_safe"),
    [
        ("trichloroacetic", True, False),
        ("salicylic", True, False),
        ("glycolic-trichloroacetic", True, False),
        ("glycolic", False, True),
        ("lactic", False, True),
        ("mandelic", False, False),
    ],
)
def test_pregnancy_by_agent(agent, avoid, deemed_safe):
    facts = {"modality": "peel_superficial", "agent": agent}
    assert truth("PEEL-039", pregnant=True, **facts) is avoid
    assert truth("PEEL-040", pregnant=True, **facts) is deemed_safe
    assert truth("ANY-001", pregnant=True, **facts) is True  # deferred by default all the same
    for name in ("PEEL-039", "PEEL-040", "ANY-001"):
        assert truth(name, pregnant=False, **facts) is False
    assert truth("ANY-001", **facts) is None
    assert RULES["ANY-001"].severity == RULES["PEEL-039"].severity == "require_override"


@pytest.mark.parametrize("modality", PEELS)
def test_contraindications_of_every_peel(modality):
    asked = {
        "PEEL-004": "active_infection",
        "PEEL-005": "keloid_history",
        "PEEL-006": "active_dermatitis",
        "PEEL-007": "photosensitising_drug",
        "PEEL-008": "unrealistic_expectations",
    }
    for name, field in asked.items():
        assert truth(name, modality=modality, **{field: True}) is True
        assert truth(name, modality=modality, **{field: False}) is False
        assert truth(name, modality=modality) is None  # not known is not "no"
        assert RULES[name].severity == ("block" if name == "PEEL-004" else "require_override")


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("PEEL-009", 1, 4),
        ("PEEL-012", 3, 6),
        ("PEEL-013", 6, 6),
        ("PEEL-014", 3, 6),
        ("PEEL-016", 4, 6),
        ("PEEL-017", 4, 6),
        ("PEEL-018", 1, 3),
        ("PEEL-019", 4, 6),
        ("PEEL-011", 3, 6),
    ],
)
def test_phototypes_of_superficial_peels(name, low, high):
    facts = {
        "modality": "peel_superficial",
        "agent": "glycolic",
        "acid_pct": 30,
        "season": "summer",
    }
    facts |= {"uses_retinoid": True, "uses_acids": ["alpha-hydroxy"]}
    fires = [type_ for type_ in range(1, 7) if truth(name, phototype=type_, **facts)]
    assert fires == list(range(low, high + 1))
    studied = RULES[name].population.phototypes
    assert not studied or set(fires) <= set(studied)


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("PEEL-016", (-28, -1)),  # from four weeks before
        ("PEEL-017", (-14, 0)),
        ("PEEL-019", (-2, 0)),
        ("PEEL-021", (0, 13)),  # from the day of the peel, 10 to 14 days: the 14th is day 13
        ("PEEL-029", (1, 10)),
        ("PEEL-030", (0, 42)),
        ("PEEL-031", (10, 10)),
        ("PEEL-033", (0, 0)),
    ],
)
def test_days_of_care(name, days):
    care = RULES[name].care
    assert care is not None and (care.from_day, care.to_day) == days


def test_herpes_history_before_any_peel_and_no_other_treatment():
    for modality in PEELS:
        assert truth("PEEL-021", modality=modality, herpes_history=True) is True
        assert truth("PEEL-021", modality=modality) is None
    assert truth("PEEL-021", modality="nafl", herpes_history=True) is False


@pytest.mark.parametrize(
    ("percent", "fires"),
    [
        (0.0005, {"RETI-005"}),
        (0.001, {"RETI-005"}),
        (0.01, {"RETI-004"}),
        (0.02, {"RETI-002"}),
        (0.025, set()),
        (0.05, {"RETI-003"}),
    ],
)
def test_strength_of_tretinoin(percent, fires):
    facts = {"modality": "retinoid", "agent": "tretinoin", "concerns": ["fine-lines"]}
    strengths = ("RETI-002", "RETI-003", "RETI-004", "RETI-005")
    found = {name for name in strengths if truth(name, retinoid_pct=percent, **facts)}
    assert found == fires


def test_the_published_medium_peel_is_as_studied():
    """Five sessions of trichloroacetic acid 35 %, 14 days apart."""
    facts = {"modality": "peel_medium", "agent": "trichloroacetic", "acid_pct": 35}
    for number in range(2, 6):
        given = {**facts, "session_number": number, "sessions_planned": 5}
        assert truth("PEEL-026", interval_d=14, **given) is False
        assert truth("PEEL-026", interval_d=28, **given) is True


@pytest.mark.parametrize(
    ("first", "second", "gap", "fires"),
    [
        ("hyaluronic_filler", "afl", 0, {"ANY-011", "ANY-012"}),
        ("afl", "hyaluronic_filler", 0, {"ANY-011", "ANY-012"}),
        ("hyaluronic_filler", "afl", 13, {"ANY-012"}),
        ("hyaluronic_filler", "afl", 14, set()),
        ("botulinum", "hyaluronic_filler", 0, {"ANY-009"}),
        ("botulinum", "hyaluronic_filler", 6, {"ANY-008"}),
        ("botulinum", "hyaluronic_filler", 7, set()),
        ("hyaluronic_filler", "hyaluronic_filler", 3, set()),
        ("botulinum", "focused_ultrasound", 0, {"ANY-010"}),
        ("focused_ultrasound", "botulinum", 0, set()),
        ("nafl", "peel_superficial", 0, set()),
    ],
)
def test_two_treatments_after_one_another(first, second, gap, fires):
    facts = {"earlier_modality": first, "later_modality": second, "gap_d": gap}
    pairs = ("ANY-008", "ANY-009", "ANY-010", "ANY-011", "ANY-012")
    assert {name for name in pairs if truth(name, **facts)} == fires
