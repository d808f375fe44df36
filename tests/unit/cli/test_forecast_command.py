"""turgor forecast: what it prints, its contract, its page, and what it refuses in one line."""

import json
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from turgor.cli.main import app
from turgor.workflow.forecast.template import CASE_TEMPLATE

CONTRACT = Path(__file__).resolve().parents[3] / "docs" / "contract" / "forecast.json"
SMALL = ["--people", "64"]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """The template's case."""
    path = tmp_path / "case.toml"
    path.write_text(CASE_TEMPLATE, encoding="utf-8")
    return path


def _run(*words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["forecast", *words])
    return done.exit_code, done.stdout, done.stderr


def test_json_keeps_its_contract_and_draws_its_page(case: Path, tmp_path: Path) -> None:
    """Doing nothing first; every course with endpoints, signs, downtime and rates; a page."""
    page = tmp_path / "page.html"
    code, out, _ = _run(str(case), "--json", "--out", str(page), *SMALL)
    assert code == 0
    document = json.loads(out)
    jsonschema.validate(document, json.loads(CONTRACT.read_text("utf-8")))
    found = document["forecasts"][0]
    assert [course["name"] for course in found["courses"]] == [
        "nothing", "four non-ablative sessions", "tretinoin",
    ]  # fmt: skip
    laser = found["courses"][1]
    assert len(laser["calendar"]) == 4 and laser["hyperpigmentation"]["median"] > 0.0
    assert {rate["label"] for rate in laser["rates"]} == {"rate"}
    assert all(0.0 < rate["median"] < 1.0 and rate["high95"] > 0.0 for rate in laser["rates"])
    tewl = next(e for e in laser["endpoints"] if e["observable"] == "tewl")
    assert tewl["baseline"]["origin"] == "finding" and tewl["baseline"]["value"] == 11.5
    for endpoint in laser["endpoints"]:
        change = endpoint["change"]
        for low, high in (("q025", "q975"), ("q10", "q90"), ("q25", "q75")):
            assert all(a <= b for a, b in zip(change[low], change[high], strict=True))
    html = page.read_text("utf-8")
    assert (
        "not a medical device" in html and "What happened to others" not in html.split("<body")[0]
    )
    assert "http" not in html.split("<main>")[1].split('id="sources"')[0]


def test_text_says_what_stands_in_and_what_is_a_rate(case: Path) -> None:
    """Population baselines are flagged; looks are never one person's grade."""
    code, out, _ = _run(str(case), *SMALL)
    assert code == 0
    assert "baseline-of-population" in out
    assert "of such people; share of a stratum" in out
    assert "how far one person's grade moves is not forecast" in out
    assert "Supports research and clinicians; not a medical device." in out


def test_the_same_seed_gives_the_same(case: Path) -> None:
    """And another seed others, by less than the bands are wide."""
    first, again, other = (
        _run(str(case), "--json", *SMALL, "--seed", seed)[1] for seed in ("0", "0", "1")
    )
    assert first == again and first != other
    # whatever was worked out before, a forecast lists all that it rests on, the skin's own as well
    used = json.loads(again)["forecasts"][0]["parameters"]
    assert {"virtual.collagen.removal", "virtual.observe.dermal_melanin_spread"} <= set(used)
    assert {"skin.anisotropy", "virtual.hazard.rate_log_odds"} <= set(used)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'modality = "fractional-laser"',
            'modality = "fractal-laser"',
            "allowed: fractional-laser",
        ),
        ("energy_mj = 20", "energy_mj = 20000", "20000"),
        ("energy_mj = 20", 'enrgy_mj = "20 mJ"', "did you mean energy_mj"),
        ('phototype = "III"', 'phototype = "9"', "allowed: I, II"),
        ("# endpoints = [", 'endpoints = ["barrier.tewk", ', "barrier.tewl"),
        ('site = "cheek"', 'site = "moon"', "moon"),
        ('phototype = "III"', 'phototype = "9"', "V, VI, or leave it out"),
        ('kind = "sunscreen"', 'kind = "sunscreem"', "course 1, use 1, line 33: 'kind' is"),
        ("spf = 50", "sfp = 50", "did you mean spf"),
        ("settings = { spf = 50 }", "", "course 'four non-ablative sessions': spf is not stated"),
        ('"barrier.tewl" = 11.5', '"barrier.tewl" = -5', "it is above 0"),
        ('"barrier.tewl" = 11.5', '"colour.ita" = 95', "lies from -90 to 90"),
    ],
)
def test_bad_cases_get_one_line(case: Path, old: str, new: str, said: str) -> None:
    """What, where, allowed; exit 1."""
    text = CASE_TEMPLATE
    assert old in text
    case.write_text(text.replace(old, new, 1), encoding="utf-8")
    code, out, err = _run(str(case), *SMALL)
    assert code == 1 and said in err and out == ""
    assert len(err.strip().splitlines()) == 1


def test_a_good_case_is_forecast_beside_a_bad_one(case: Path, tmp_path: Path) -> None:
    """Nothing is lost to a neighbour."""
    code, out, err = _run(str(tmp_path / "none.toml"), str(case), *SMALL)
    assert code == 1 and "none.toml" in err and "depth of wrinkles" in out


def test_no_case_is_misuse_and_template_is_a_case() -> None:
    """Exit 2 with a hint."""
    code, _, err = _run()
    assert code == 2 and "--template" in err
    assert _run("--template")[1].strip() == CASE_TEMPLATE.strip()


def test_contradictions_and_long_courses_are_flagged(case: Path) -> None:
    """Two readings of one day far apart; a phototype that the skin's colour denies; 30 sessions."""
    more = """
[[finding]]
metric = "barrier.tewl"
value = 30
u = 1
day = 0
[[finding]]
metric = "colour.ita"
value = -60
day = 0
[[finding]]
metric = "profile.ra"
value = 20
u = 1
day = 0
[[finding]]
metric = "profile.ra"
value = 21
u = 1
day = 0
[[finding]]
metric = "wrinkle.depth_mean"
value = 100
u = 2
day = 0
[[finding]]
metric = "wrinkle.depth_mean"
value = 120
u = 2
day = 0
"""
    text = CASE_TEMPLATE.replace("[[course]]", more + "[[course]]", 1)
    text = text.replace("repeat = 4", "repeat = 12")
    case.write_text(text, encoding="utf-8")
    code, out, _ = _run(str(case), *SMALL)
    assert code == 0
    assert "contradictory-findings: barrier.tewl" in out
    assert "contradictory-findings: wrinkle.depth_mean" in out
    assert "contradictory-findings: profile.ra" not in out, "one uncertainty apart"
    assert "is not that of phototype III" in out
    assert "longer-than-studied" in out


def _with_course(course: str, more: str = "") -> str:
    """A short case of one course."""
    return f'site = "cheek"\n{more}\n[[course]]\nname = "x"\n{course}\n'


NEEDLES = """
[[course.session]]
day = {day}
modality = "microneedling"
settings = {{ needle_depth_um = 1500, passes = 4 }}
"""


def test_sessions_beyond_the_horizon_are_said_and_not_shown(case: Path) -> None:
    """One within, one at its end, one far beyond it."""
    days = "".join(NEEDLES.format(day=day) for day in (0, 90, 400))
    case.write_text(_with_course(days, "forecast = { horizon_days = 90 }"), encoding="utf-8")
    code, out, _ = _run(str(case), "--json", *SMALL)
    assert code == 0
    found = json.loads(out)["forecasts"][0]["courses"][1]
    assert [item["session_day"] for item in found["calendar"]] == [0.0]
    flags = {flag["code"]: flag["text"] for flag in found["flags"]}
    assert "day 90, 400" in flags["session-beyond-horizon"]


def test_two_sessions_of_one_day_have_one_downtime(case: Path) -> None:
    """A combination in one visit."""
    light = '[[course.session]]\nmodality = "ipl"\n'
    case.write_text(_with_course(NEEDLES.format(day=0) + light), encoding="utf-8")
    code, out, _ = _run(str(case), "--json", *SMALL)
    assert code == 0
    assert len(json.loads(out)["forecasts"][0]["courses"][1]["calendar"]) == 1


@pytest.mark.parametrize("modality", ["focused-ultrasound", "filler-collagen", "sham", "prp"])
def test_what_rates_were_never_counted_for_is_forecast_all_the_same(
    case: Path, modality: str
) -> None:
    """With rates of its kind, or none for what does nothing; bruises after what is injected."""
    text = _with_course(f'[[course.session]]\nmodality = "{modality}"\n')
    case.write_text(text, encoding="utf-8")
    code, out, err = _run(str(case), "--json", *SMALL)
    assert code == 0, err
    rates = {rate["event"] for rate in json.loads(out)["forecasts"][0]["courses"][1]["rates"]}
    assert bool(rates) is (modality != "sham")
    assert ("bruising" in rates) is (modality in ("filler-collagen", "prp"))


def test_odd_findings_and_settings_are_said(case: Path) -> None:
    """A value far from what such skin has; a setting that nothing follows."""
    course = '[[course.session]]\nmodality = "ipl"\nsettings = { cutoff_nm = 560 }\n'
    case.write_text(_with_course(course, '[findings]\n"suction.r2" = 62\n'), encoding="utf-8")
    code, out, _ = _run(str(case), *SMALL)
    assert code == 0
    assert "unusual-finding: suction.r2" in out and "setting-not-used: cutoff_nm" in out


def test_later_findings_lead_the_forecast_of_what_they_measure(case: Path) -> None:
    """A dermis that thinned twice is not forecast to lie above its baseline."""
    more = """
[[finding]]
metric = "ultrasound.dermis_thickness"
value = 1130
u = 20
day = 90
[[finding]]
metric = "ultrasound.dermis_thickness"
value = 1120
u = 20
day = 180
"""
    text = CASE_TEMPLATE.replace("[[course]]", more + "[[course]]", 1)
    text = text.replace('"barrier.tewl" = 11.5', '"ultrasound.dermis_thickness" = 1250')
    text = text.replace('title = "lines at the cheek"', 'followed = "tretinoin"')
    text = text.replace("# endpoints = [", 'endpoints = ["dermal-thickness"] # ')
    case.write_text(text, encoding="utf-8")
    code, out, _ = _run(str(case), "--json", *SMALL)
    assert code == 0
    courses = json.loads(out)["forecasts"][0]["courses"]
    ends = {c["name"]: c["endpoints"][0]["change"]["q50"][-1] for c in courses}
    assert ends["tretinoin"] < 0.0 < ends["four non-ablative sessions"]
    assert abs(ends["nothing"]) < 3.0


def test_what_can_not_be_drawn_is_refused(case: Path) -> None:
    """A seed below 0 is misuse; people beyond memory are refused with how many go."""
    assert _run(str(case), "--seed", "-1")[0] == 2
    days = NEEDLES.format(day=0).replace("day = 0", "repeat = 40\ninterval_days = 30")
    case.write_text(_with_course(days, "forecast = { horizon_days = 1300 }"), encoding="utf-8")
    code, _, err = _run(str(case), "--people", "20000")
    assert code == 1 and "20000 people on " in err and "take up to" in err


def test_what_all_courses_share_is_said_once(case: Path, tmp_path: Path) -> None:
    """Flags and reasons; a name without a blank breaks rather than widening the page."""
    other = '[[course]]\nname = "y"\n' + NEEDLES.format(day=7)
    text = _with_course(NEEDLES.format(day=0)) + other
    case.write_text(text.replace('"y"', f'"{"y" * 200}"'), encoding="utf-8")
    page = tmp_path / "page.html"
    code, out, _ = _run(str(case), "--out", str(page), *SMALL)
    assert code == 0
    assert out.count("applicator-assumed") == 1 and "! all courses: applicator-assumed" in out
    html = page.read_text("utf-8")
    assert html.count("applicator-assumed") == 1 and "overflow-wrap:anywhere" in html
    assert "Noise of one reading 0.10 ." not in html


def test_evidence_that_was_changed_since_the_calibration_is_flagged(
    case: Path, changed_evidence
) -> None:
    """By the record's name, with what to run."""
    changed_evidence()
    code, out, _ = _run(str(case), "--json", *SMALL)
    assert code == 0
    flags = {flag["code"]: flag["text"] for flag in json.loads(out)["forecasts"][0]["flags"]}
    assert "loading.prp.punctured_papillary" in flags["parameter-set-stale"]
    assert "turgor calibrate --check --out" in flags["parameter-set-stale"]
