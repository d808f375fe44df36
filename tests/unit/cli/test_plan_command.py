"""turgor plan: exit codes, text, contract, page, and one line for whatever can't be."""

import json
from pathlib import Path

import jsonschema
from tests.reference.plan.plan_cases import case_text
from typer.testing import CliRunner

from turgor.cli.main import app
from turgor.workflow.plan.template import PLAN_TEMPLATE

CONTRACT = Path(__file__).resolve().parents[3] / "docs" / "contract" / "plan.json"
SMALL = ("--people", "16", "--limit", "0.3", "--on", "2027-01-01")
#: 90 days leave room for few courses
EYES = {"site": "periorbital", "concerns": '"periorbital-wrinkles", "scars"', "horizon": 90}


def run(*words):
    done = CliRunner().invoke(app, ["plan", *map(str, words)])
    return done.exit_code, done.stdout, done.stderr


def filed(folder, text, name="case.toml"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def held(text):
    document = json.loads(text)
    jsonschema.validate(document, json.loads(CONTRACT.read_text("utf-8")))
    return document


def test_the_first_plan_comes_first_and_the_rest_says_why(tmp_path):
    page = tmp_path / "page.html"
    wishes = "visits = 4\ndowntime_days = 30"
    case = filed(tmp_path, case_text(wishes=wishes, more='[clinic]\nphone = "0123 456"', **EYES))
    code, out, err = run(case, *SMALL, "--out", page)
    assert code == 0 and "planning: the first plan" in err
    parts = (
        "== 1. first plan: gap to the best that can be",
        "== 2. ",
        "no other beats",
        "Always there",
        "doing nothing",
        "Rejected: ",
        "library ",
        "not a medical device",
    )
    places = [out.index(part) for part in parts]
    assert places == sorted(places)
    assert "wish: visits: visits at most 4: holds" in out
    assert "scars can't be sought" in out and "cost not known (no price of" in out
    assert "2027-01-11" in out and "80 %: " in out
    html = page.read_text("utf-8")
    assert "Doing nothing" in html and "First plan" in html and "0123 456" in html


def test_a_course_says_its_settings_where_they_were_published_and_what_is_assumed(tmp_path):
    case = filed(tmp_path, case_text(site="cheek", horizon=120, phototype="V"))
    code, out, _ = run(case, *SMALL, "--first")
    assert code == 0
    assert "agent tretinoin, percent 0.05, nights_per_week 7, vehicle cream" in out
    assert "published: Olsen, J Am Acad Dermatol 1992" in out
    assert "        assumed: " in out
    # nothing counts what a cream or the sun's screen does to whom: said, not left out
    assert "no risk is counted of: " in out
    assert "What the first plan's courses do, as it was published" in out
    assert "wrinkles by retinoid: " in out or "fine-lines by retinoid: " in out
    assert out.count("no visit, no session's signs") == 2  # doing nothing, sun protection


def test_wishes_that_leave_no_week_to_anything_are_three_and_said(tmp_path):
    wishes = "visits = 0\ncost = 0"
    case = filed(tmp_path, case_text(wishes=wishes, **EYES))
    code, out, _ = run(case, *SMALL, "--first")
    assert code == 3 and "NOTHING FITS" in out and "doing nothing" in out
    assert "wish: cost, no price: " in out
    (planned,) = held(run(case, *SMALL, "--first", "--json")[1])["cases"]
    assert planned["outcome"] == "none-fit" and planned["plans"][0]["courses"] == []


def test_everything_that_is_not_offered_is_told_by_name(tmp_path):
    case = filed(tmp_path, case_text(pregnant="true", **EYES))
    code, out, _ = run(case, *SMALL, "--first", "--all")
    assert code == 3  # nothing may be offered but doing nothing and sun protection
    assert "Every option" in out and "ANY-001@1" in out
    document = held(run(case, *SMALL, "--first", "--json")[1])
    (planned,) = document["cases"]
    assert planned["outcome"] == "blocked"
    assert all(f"    {one['id']}: {one['fate']}" in out for one in planned["options"])


def test_an_open_question_is_four(tmp_path):
    case = filed(tmp_path, case_text(body_dysmorphia_suspected=None, **EYES))
    code, out, _ = run(case, *SMALL, "--first")
    assert code == 4
    assert "CAN'T BE OFFERED before a question is answered" in out and "body dysmorphic" in out


def test_a_declined_case_is_three_and_has_no_page(tmp_path):
    case = filed(tmp_path, case_text(clinician_present="false", **EYES))
    page = tmp_path / "page.html"
    code, out, err = run(case, *SMALL, "--out", page)
    assert code == 3 and "DECLINED" in out and "sun protection" in out
    assert "no page" in err and not page.exists()
    (planned,) = held(run(case, *SMALL, "--json")[1])["cases"]
    assert planned["outcome"] == "declined" and planned["plans"] == []


def test_a_refused_file_is_one_and_misuse_two(tmp_path):
    case = filed(tmp_path, case_text(**EYES).replace("pregnant =", "pregnnt ="))
    code, out, err = run(case, *SMALL, "--json")
    assert code == 1 and "did you mean pregnant" in json.dumps(held(out)["refused"])
    assert run(case, *SMALL)[0] == 1
    assert run()[0] == 2
    code, _, err = run(case, *SMALL, "--limit", "0")
    assert code == 2 and "limit above 0" in err


def test_json_keeps_its_contract_and_goes_on_from_its_file(tmp_path):
    case, state = filed(tmp_path, case_text(**EYES)), tmp_path / "state.json"
    code, out, _ = run(case, *SMALL, "--json", "--stop-after", "0", "--state", state)
    (short,) = held(out)["cases"]
    assert code == 0 and short["stopped"] == "0 s were over" and len(short["plans"]) == 1
    code, out, _ = run(case, *SMALL, "--json", "--state", state)
    (whole,) = held(out)["cases"]
    assert code == 0 and not whole["stopped"]
    assert len(whole["plans"]) == whole["limits_to_try"] + 1 > 1
    assert any(one["undominated"] for one in whole["plans"])
    assert out == run(case, *SMALL, "--json")[1]


def test_the_template_is_a_case_that_can_be_planned(tmp_path):
    code, out, _ = run("--template")
    assert code == 0 and out.strip() == PLAN_TEMPLATE.strip()
    opened = "\n".join(
        line.removeprefix("# ") if line.startswith("# ") and " = " in line else line
        for line in out.splitlines()
        if "study" not in line and "subject_id" not in line and "turgor plan" not in line
    )
    few = opened.replace("horizon_days = 364", "horizon_days = 60").replace(
        "ready_by", "# ready_by"
    )
    code, out, err = run(filed(tmp_path, few), *SMALL, "--first")
    assert code in (0, 4) and "refused" not in err
    assert " EUR" in out or "no price of" in out


def test_a_check_draws_the_same_page(tmp_path):
    name, course = "check", '[[course]]\ntext = "sunscreen SPF 50 daily"\n'
    text = case_text(wishes="visits = 4", more=course, **EYES)
    case, page = filed(tmp_path, text), tmp_path / "page.html"
    done = CliRunner().invoke(app, [name, str(case), "--out", str(page)])
    assert done.exit_code == 0 and f"drawn in {page}" in done.stderr
    assert "Doing nothing" in page.read_text("utf-8")
    both = CliRunner().invoke(app, [name, str(case), str(case), "--out", str(page)])
    assert both.exit_code == 2 and "a page is of one case" in both.stderr
    odd = filed(tmp_path, text + "[prices]\nbotox = 3\n", "odd.toml")
    done = CliRunner().invoke(app, [name, str(odd), "--out", str(page)])
    assert done.exit_code == 1 and "no page: " in done.stderr and "botox" in done.stderr
