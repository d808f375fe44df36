"""``turgor evidence``: what fits and no more, in one line each; unknown words are told so."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from turgor.cli.main import app
from turgor.evidence.norm import all_norms
from turgor.evidence.outcomes.library import all_outcomes, meaning
from turgor.workflow.evidence_base.entry import KINDS
from turgor.workflow.evidence_base.find import Query, entries_of, find, show

CONTRACT = Path(__file__).resolve().parents[3] / "docs" / "contract" / "evidence.json"


def run(*words: str):
    return CliRunner().invoke(app, ["evidence", *words])


def document(*words: str):
    done = run(*words, "--json")
    assert done.exit_code == 0, done.stderr
    made = json.loads(done.stdout)
    Draft202012Validator(json.loads(CONTRACT.read_text(encoding="utf-8"))).validate(made)
    return made


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_keeps_the_contract_and_can_be_shown(kind):
    made = document("find", "--kind", kind, "--limit", "3")
    assert made["total"] >= 3 and len(made["entries"]) == 3
    assert {entry["kind"] for entry in made["entries"]} == {kind}
    for entry in made["entries"]:
        assert entry["seen"]
        assert entry["citation"] or "assumed" in entry["seen"]
        shown = document("show", entry["id"])
        assert entry["id"] in {item["id"] for item in shown["entries"]}
        assert all(item["details"] for item in shown["entries"])


def test_all_of_the_evidence_is_there():
    assert len(find(Query(kind="outcome")).entries) == len(all_outcomes()) == 570
    assert len(find(Query(kind="norm")).entries) == len(all_norms()) == 317
    ids = [(entry.kind, entry.id) for entry in entries_of("")]
    assert len(ids) == len(set(ids)), "an id names one entry of its kind"


def test_what_is_unmapped_says_why():
    found = find(Query(kind="outcome", mapped=False)).entries
    assert len(found) == sum(bool(meaning(outcome).reason) for outcome in all_outcomes())
    for kind in ("outcome", "norm", "repeatability", "adverse"):
        assert all(entry.reason for entry in find(Query(kind=kind, mapped=False)).entries)
    assert not any(entry.mapped is not True for entry in find(Query(mapped=True)).entries)
    done = run("find", "--kind", "norm", "--unmapped", "--limit", "0")
    lines = done.stdout.splitlines()
    assert lines and all("  unmapped: " in line for line in lines)


def test_every_word_must_occur():
    both, one = find(Query(words=("tewl", "Forearm"))).entries, find(Query(words=("TEWL",))).entries
    assert 0 < len(both) < len(one)
    assert all("tewl" in entry.text and "forearm" in entry.text for entry in both)
    assert find(Query(words=("tewl", "no-such-word"))).entries == ()


def test_options_narrow_together():
    every = find(Query(modality="fractional laser")).entries
    ablative = find(Query(modality="fractional-laser", kind="adverse", words=("ablative",))).entries
    assert 0 < len(ablative) < len(every)
    face = find(Query(kind="norm", endpoint="dermal-thickness", site="cheek")).entries
    assert {"NORM027", "NORM028"} <= {entry.id for entry in face}
    assert all(entry.observable == "dermal-thickness" for entry in face)
    assert {entry.species for entry in find(Query(kind="norm", species="mouse")).entries} == {
        "mouse"
    }
    barrier = find(Query(kind="outcome", outcome_class="barrier")).entries
    assert {entry.outcome_class for entry in barrier} == {"barrier"}
    study = all_outcomes()[0].study
    of_study = find(Query(study=study.lower())).entries
    assert of_study and all(study.lower() in map(str.lower, e.studies) for e in of_study)


def test_a_line_says_source_and_seen():
    done = run("find", "--kind", "norm", "--endpoint", "wrinkle_depth_um")
    assert done.exit_code == 0
    for line in done.stdout.splitlines():
        assert line.startswith("norm NORM")
        assert "figure seen" in line or "figure at second hand" in line
    unread = run("find", "--kind", "adverse", "herpes", "961")
    assert "figure not seen" in unread.stdout


def test_the_limit_is_told():
    done = run("find", "--kind", "outcome", "--limit", "2")
    assert len(done.stdout.splitlines()) == 2
    assert done.stderr == "568 more of 570; --limit 0 lists all\n"


def test_nothing_found_is_no_error_and_names_what_is_near():
    done = run("find", "wrinkel_depth_um")
    assert done.exit_code == 0 and done.stderr == ""
    assert done.stdout.count("\n") == 1
    assert done.stdout.startswith("nothing in the evidence base fits; nearest: ")
    assert "wrinkle_depth_um" in done.stdout
    assert document("find", "zzzzzzzzzz")["entries"] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("find", "--kind", "papers"), "kind is 'papers'; allowed: outcome, norm, "),
        (("find", "--modality", "magnet"), "modality 'magnet' is unknown; allowed: "),
        (("find", "--class", "soft"), "class is 'soft'; allowed: structural, optical, "),
        (("find", "--species", "fish"), "species is 'fish'; allowed: explant, human, "),
        (
            ("find", "--kind", "norm", "--modality", "peel"),
            "modality 'peel' is unknown; allowed: none in entries of this kind",
        ),
        (("show", "NORM00"), "'NORM00' is no id of the evidence base; nearest: NORM"),
        (("show", ""), "'' is no id of the evidence base; 'turgor evidence find WORDS' lists"),
    ],
)
def test_what_does_not_exist_is_refused_in_one_line(words, said):
    done = run(*words)
    assert done.exit_code == 2 and done.stdout == ""
    assert done.stderr.startswith(f"turgor: {said}") and done.stderr.count("\n") == 1


def test_a_publication_shows_what_rests_on_it():
    norm = all_norms()[0]
    shown = [entry for entry in show(norm.publication) if entry.kind == "publication"]
    assert len(shown) == 1
    assert norm.id in shown[0].details["rests_on_it"]
    done = run("show", norm.publication)
    assert "rests_on_it: " in done.stdout


def test_every_field_of_a_norm_is_shown():
    done = run("show", "norm100")
    assert done.exit_code == 0
    for line in ("slope_per_year: 0.45", "slope_se: 0.18", "age_high: 40", "is: tewl"):
        assert f"  {line}\n" in done.stdout
