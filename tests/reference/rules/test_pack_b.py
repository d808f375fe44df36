"""The packs of fractional lasers: every collected row, the weightiest rules, what never yields."""

import csv
from datetime import date
from importlib.resources import files
from itertools import product
from pathlib import Path

import pytest

from turgor.evidence import all_sources
from turgor.rules import find_pack
from turgor.rules.expression import Compare, Within, evaluate, leaves
from turgor.rules.facts import Facts
from turgor.rules.library import standard_library
from turgor.rules.rule import EXPECTED

PACKS = ("nafl", "afl", "laser")
RULES = {rule.id: rule for name in PACKS for rule in find_pack(name).rules}
#: LASE-011, -012: no row says it of lasers; AFL-021: AFL-015 where a clinician judges
ADDED = {"LASE-011", "LASE-012", "AFL-021"}
PREFIXES = ("NAFL-", "AFL-", "CO2-", "LASE-")
COLLECTED = Path(__file__).parents[3].parent / "shared" / "evidence" / "rules.csv"
KINDS = {
    "indication": "indication",
    "parameter_limit": "limit",
    "interval": "interval",
    "monitoring": "monitoring",
    "pre_care": "pre_care",
    "post_care": "post_care",
    "combination": "combination",
    "escalation": "escalation",
    "contraindication_relative": "contraindication",
    "contraindication_absolute": "contraindication",
}


def dropped():
    entry = files("turgor.rules") / "data" / "packs" / "dropped_b.csv"
    rows = csv.DictReader(entry.read_text(encoding="utf-8").splitlines())
    return {row["rule_id"]: row["reason"] for row in rows}


def collected():
    if not COLLECTED.exists():
        pytest.skip("the collected rules are not here")
    with COLLECTED.open(encoding="utf-8", newline="") as lines:
        rows = {row["rule_id"]: row for row in csv.DictReader(lines)}
    return {name: row for name, row in rows.items() if name.startswith(PREFIXES)}


def made(facts):
    """Facts as the rules hold them: numbers as floats, lists as sets."""
    kinds = {bool: bool, str: str, int: float, float: float, list: frozenset}
    return Facts({name: kinds[type(value)](value) for name, value in facts.items()})


def fired(**facts):
    case = made(facts)
    return {name for name, rule in RULES.items() if evaluate(rule.condition, case) is True}


def test_every_collected_row_is_a_rule_or_dropped_with_a_reason():
    rows, left_out = collected(), dropped()
    assert len(rows) == 66
    assert set(RULES) - ADDED | set(left_out) == set(rows) and not set(RULES) & set(left_out)
    for name, rule in RULES.items():
        if name in ADDED:
            continue
        assert rule.kind == KINDS[rows[name]["kind"]], name
        assert rule.evidence.seen is (rows[name]["verified"] == "yes"), name


def test_what_was_dropped_stands_elsewhere():
    events = {rule.id: rule for rule in find_pack("adverse-events").rules}
    assert len(dropped()) == 7
    for reason in dropped().values():
        head, name = reason.rsplit(" ", 1)
        assert head == "stands in adverse-events as" and events[name].evidence.seen


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_each_rule_is_sourced_tried_and_permits_nothing(rule):
    assert rule.status == "draft" and rule.valid_from == date(2026, 1, 1)
    source = all_sources()[rule.evidence.source]
    assert source.seen or not rule.evidence.seen
    assert rule.evidence.level != "assumed" and rule.evidence.locator
    assert {item.expect for item in rule.cases} == set(EXPECTED)
    if rule.then.do in ("offer", "no_delay") or rule.kind in ("indication", "pre_care"):
        assert rule.severity == "info"
    if rule.severity == "block":
        assert rule.id == "LASE-007"
    every = {one.id: one for pack in standard_library().packs for one in pack.rules}
    for other in rule.conflicts_with:
        assert rule.id in every[other].conflicts_with


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_the_cases_hold_each_limit_in_place(rule):
    for leaf in leaves(rule.condition):
        if not isinstance(leaf, Compare | Within):
            continue
        values = [c.case.facts[leaf.field] for c in rule.cases if leaf.field in c.case.facts]
        for limit in (leaf.limit,) if isinstance(leaf, Compare) else (leaf.low, leaf.high):
            near = [value for value in values if abs(value - limit) <= 1.0]
            sides = {evaluate(leaf, made({leaf.field: value})) for value in near}
            assert sides == {True, False}, (leaf.field, limit)


NECK = {"modality": "afl", "site": "neck", "wavelength_nm": 10600}


@pytest.mark.parametrize(
    ("energy", "coverage", "alert"),
    [
        (30, 25, True),
        (20, 30, True),
        (60, 70, True),
        (35, 25, True),
        (25, 30, True),
        (20, 25, False),
        (25, 27.5, True),  # midway between the two settings that scarred
        (29.9, 29.9, True),
        (24.9, 29.9, False),
        (29.9, 27.4, False),
        (30, 24.9, False),
        (10, 10, False),
    ],
)
def test_the_neck(energy, coverage, alert):
    found = fired(**NECK, energy_mj=energy, coverage_pct=coverage)
    assert ("AFL-010" in found) is alert
    assert "AFL-011" in found  # the neck is warned of at every setting
    rule = RULES["AFL-010"]
    assert (rule.severity, rule.about) == ("require_override", "safety")
    assert RULES["AFL-011"].severity == "warn"


def test_the_neck_alert_asks_for_what_is_missing():
    rule = RULES["AFL-010"]
    assert evaluate(rule.condition, made({**NECK, "energy_mj": 30})) is None
    assert evaluate(rule.condition, made({**NECK, "coverage_pct": 30})) is None
    assert evaluate(rule.condition, made({**NECK, "site": "cheek"})) is False


def test_phototype_v_at_1550_nm_and_high_density():
    base = {"modality": "nafl", "wavelength_nm": 1550, "phototype": 5, "site": "cheek"}
    dense = fired(**base, energy_mj=40, density_mtz_cm2=1500, concerns=["acne-scar"])
    assert {"NAFL-006", "NAFL-007", "NAFL-008", "NAFL-010", "NAFL-014"} <= dense
    assert "NAFL-009" not in dense
    kept = fired(**base, energy_mj=40, density_mtz_cm2=456, concerns=["acne-scar"])
    assert "NAFL-008" not in kept and "NAFL-006" in kept
    assert "NAFL-009" in fired(**base, energy_mj=61, density_mtz_cm2=200)
    assert all("density" in RULES[name].then.text for name in ("NAFL-006", "NAFL-008", "NAFL-014"))
    light = {**base, "phototype": 3}
    assert not {"NAFL-006", "NAFL-007", "NAFL-008"} & fired(
        **light, energy_mj=70, density_mtz_cm2=3000
    )


def test_published_courses_lie_inside_what_was_studied():
    face = {"modality": "nafl", "wavelength_nm": 1550, "phototype": 2, "site": "cheek"}
    assert "NAFL-003" not in fired(**face, energy_mj=8, density_mtz_cm2=2000)
    body = {"modality": "nafl", "wavelength_nm": 1927, "site": "arm", "concerns": ["photodamage"]}
    for energy, coverage, passes in product((10, 20), (30, 55), (4, 8)):
        assert "NAFL-022" not in fired(
            **body, energy_mj=energy, coverage_pct=coverage, passes=passes
        )
    melasma = {"modality": "nafl", "wavelength_nm": 1927, "concerns": ["melasma"]}
    for energy, density, passes in product((10, 20), (252, 784), (6, 8)):
        found = fired(**melasma, energy_mj=energy, density_mtz_cm2=density, passes=passes)
        assert "NAFL-024" not in found and {"NAFL-025", "LASE-001", "NAFL-002"} <= found


def test_what_was_given_after_carbon_dioxide_laser_in_phototype_iv():
    found = fired(modality="afl", wavelength_nm=10600, phototype=4)
    assert {"AFL-005", "AFL-006", "AFL-007", "AFL-008"} <= found
    steroid = RULES["AFL-005"]
    assert (steroid.care.from_day, steroid.care.to_day) == (0.0, 7.0)
    assert steroid.population.phototypes == (4,) and steroid.population.people == 40
    assert "40 %" in steroid.then.text and "75 %" in steroid.then.text
    assert "AFL-005" in fired(modality="afl", wavelength_nm=10600, phototype=6)  # as an outsider
    assert "AFL-005" not in fired(modality="afl", wavelength_nm=2940, phototype=4)


def test_care_days():
    days = {
        name: (rule.care.from_day, rule.care.to_day) for name, rule in RULES.items() if rule.care
    }
    assert days == {
        "NAFL-011": (-14.0, 35.0),
        "NAFL-029": (0.0, 0.0),
        "AFL-005": (0.0, 7.0),
        "AFL-009": (1.0, 7.0),
        "CO2-003": (-1.0, 12.0),
        "CO2-004": (-2.0, 5.0),
        "CO2-005": (-2.0, 5.0),
        "LASE-002": (0.0, 60.0),
        "LASE-003": (0.0, 2.0),
    }


def test_light_and_drugs():
    session = {"modality": "nafl", "wavelength_nm": 1550, "photosensitising_drug": True}
    assert fired(**session, photosensitisers=["photodynamic-agent"]) & {"LASE-007", "LASE-009"} == {
        "LASE-007"
    }
    assert {"LASE-008", "LASE-009", "LASE-010"} <= fired(
        **session, photosensitisers=["minocycline"]
    )
    assert "LASE-009" not in fired(**{**session, "wavelength_nm": 500}, photosensitisers=[])
    assert evaluate(RULES["LASE-007"].condition, made(session)) is None  # unknown is not no


def test_authorities_that_disagree_are_shown_together():
    pairs = {
        tuple(sorted((rule.id, other))) for rule in RULES.values() for other in rule.conflicts_with
    }
    # home care beside what was tried or is custom stands in the pack of home care
    pairs = {pair for pair in pairs if not any(name.startswith("ADJ-") for name in pair)}
    own = {pair for pair in pairs if not {"PEEL-007", "PEEL-012", "PEEL-013", "PEEL-016"} & {*pair}}
    assert pairs - own == {
        ("LASE-009", "PEEL-007"),  # photosensitisers: out for peels, no matter above 500 nm
        ("LASE-010", "PEEL-007"),
        ("AFL-008", "PEEL-012"),  # whether phototype tells harm
        ("AFL-008", "PEEL-013"),
        ("CO2-001", "PEEL-016"),  # hydroquinone before
        ("NAFL-012", "PEEL-016"),
    }
    assert own == {
        ("LASE-001", "NAFL-002"),  # melasma: a reason to treat, and a reason not to
        ("NAFL-002", "NAFL-021"),
        ("NAFL-011", "NAFL-012"),  # hydroquinone before: custom, and unproven
        ("AFL-007", "AFL-008"),  # whether phototype tells the risk of darkening
        ("CO2-003", "CO2-004"),  # which antiviral
        ("CO2-003", "CO2-005"),
    }


def test_scars_and_herpes():
    person = {"modality": "afl", "full_face": True, "keloid_history": True, "herpes_history": True}
    found = fired(**person)
    assert {"AFL-017", "AFL-018", "CO2-003", "CO2-005"} <= found and "CO2-004" not in found
    assert RULES["AFL-018"].severity == "require_override"


PHOTOTYPES = range(1, 7)
ENERGIES = (5, 8, 10, 15, 20, 30, 40, 61, 100)
ZONES = (100, 252, 456, 500, 1000, 1001, 2000, 4000)
SHARES = (3, 5, 10, 11, 20, 25, 30, 56, 90)
SITUATIONS = [
    {
        "modality": modality,
        "wavelength_nm": wavelength,
        "site": site,
        "ancestry": ancestry,
        "concerns": concerns,
        "melasma": True,
        "acne_prone": True,
        "tans_easily": True,
        "passes": 6,
    }
    for modality, wavelength in (("nafl", 1540), ("nafl", 1550), ("nafl", 1927), ("afl", 10600))
    for site in ("cheek", "neck", "periocular")
    for ancestry, concerns in (
        ("east-asian", ["melasma", "acne-scar"]),
        ("european", ["photoageing"]),
    )
]
STEPPED = {
    "phototype": PHOTOTYPES,
    "energy_mj": ENERGIES,
    "density_mtz_cm2": ZONES,
    "coverage_pct": SHARES,
}
SAFETY = [rule for rule in RULES.values() if rule.about == "safety"]


@pytest.mark.parametrize("rule", SAFETY, ids=lambda rule: rule.id)
def test_raising_phototype_density_or_energy_never_removes_a_safety_warning(rule):
    asked = {leaf.field for leaf in leaves(rule.condition)}
    grids = {name: values for name, values in STEPPED.items() if name in asked}
    for situation in SITUATIONS:
        for values in product(*grids.values()):
            facts = {**situation, **dict(zip(grids, values, strict=True))}
            if evaluate(rule.condition, made(facts)) is not True:
                continue
            for name, steps in grids.items():
                for higher in (value for value in steps if value > facts[name]):
                    assert evaluate(rule.condition, made({**facts, name: higher})) is True


def test_the_grid_reaches_the_safety_rules_of_settings_and_skin():
    reached = set()
    for situation, energy, share in product(SITUATIONS, (5, 100), (3, 90)):
        for phototype, density in ((1, 100), (6, 4000)):
            reached |= fired(
                **situation,
                energy_mj=energy,
                coverage_pct=share,
                phototype=phototype,
                density_mtz_cm2=density,
            )
    stepped = {
        rule.id for rule in SAFETY if {leaf.field for leaf in leaves(rule.condition)} & set(STEPPED)
    }
    assert stepped <= reached and len(stepped) >= 12
