"""What can't be read is refused in one line; whatever the bytes, nothing else is raised."""

import json
import random
import shutil
from importlib.resources import files

import pytest

from turgor.errors import FormatError, TurgorError
from turgor.formats.questionnaire import (
    is_questionnaire,
    is_questionnaire_response,
    read_answers,
    read_questionnaire,
    read_response,
    write_answers,
    write_questionnaire,
    write_response,
)

NUMBER = {"linkId": "q", "text": "?", "type": "integer"}
BASE = "http://hl7.org/fhir/StructureDefinition/"
LIMITS = [
    {"url": BASE + "minValue", "valueInteger": 0},
    {"url": BASE + "maxValue", "valueInteger": 4},
]
OPEN = '[licence]\nkind = "open"\n'
SCORE = """
[[score]]
id = "s"
metric = "scale.sum"
formula = "sum"
items = ["q"]
lowest = 0
highest = 4
missing = "none"
"""


def written(folder, items=None, side=OPEN, **more):
    form = {"resourceType": "Questionnaire", "id": "f", "version": "1", "status": "active"}
    form["item"] = [NUMBER | {"extension": LIMITS}] if items is None else items
    path = folder / "f.json"
    path.write_text(json.dumps(form | more), encoding="utf-8")
    (folder / "f.scoring.toml").write_text(side, encoding="utf-8")
    return path


def shipped(folder, name="satisfaction"):
    data = files("turgor.measure.scales") / "data"
    for suffix in (".json", ".scoring.toml"):
        shutil.copy(str(data / f"{name}{suffix}"), folder / f"{name}{suffix}")
    return folder / f"{name}.json"


def refusal(read, *args):
    with pytest.raises(TurgorError) as caught:
        read(*args)
    text = str(caught.value)
    assert text.isprintable() and len(text) < 700
    return text


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ({"type": "date"}, "'date'; allowed"),
        ({"repeats": True}, "several answers"),
        ({"modifierExtension": [{}]}, "modifierExtension"),
        ({"linkId": 3}, "'linkId' is '3'"),
        ({"item": [NUMBER]}, "use a group"),
        ({"type": "choice"}, "answerOption"),
        ({"type": "choice", "answerOption": [{"valueDate": "x"}]}, "none of valueCoding"),
        ({"enableWhen": [{"question": "z", "operator": "=", "answerInteger": 1}]}, "no other item"),
        ({"enableWhen": [{"question": "q", "operator": "~", "answerInteger": 1}]}, "operator"),
        ({"enableWhen": [{}, {}]}, "exactly one answer"),
        ({"extension": [LIMITS[0], LIMITS[0]]}, "stand once"),
        ({"extension": [{"url": BASE + "minValue", "valueInteger": "0"}]}, "is no number"),
        ({"extension": [{"url": BASE + "minValue", "valueInteger": 1e300}]}, "too large"),
        ({"extension": "x"}, "a list was expected"),
    ],
)
def test_items_that_are_refused(tmp_path, item, words):
    assert words in refusal(read_questionnaire, written(tmp_path, [NUMBER | item]))


@pytest.mark.parametrize(
    ("side", "words"),
    [
        ("# nothing", "licence"),
        ('[licence]\nkind = "perhaps"', "allowed: open, required"),
        ('[licence]\nkind = "required"', "'holder' is missing"),
        ('licence = "open"', "an object was expected"),
        ("[licence", "no TOML"),
        (f"colour = 1\n{OPEN}", "'colour' is unknown"),
        (f'rater = "friend"\n{OPEN}', "rater"),
        (f'untyped = ["z"]\n{OPEN}', "names no item 'z'"),
        (OPEN + SCORE.replace('"q"', '"z"'), "names no item 'z'"),
        (OPEN + SCORE.replace("highest = 4", "highest = 5"), "reach 0-4"),
        (OPEN + SCORE.replace("scale.sum", "scale.masi"), "is no sum"),
        (OPEN + SCORE.replace('"none"', '"guess"'), "missing rule"),
        (OPEN + SCORE.replace('"none"', '"prorate"'), "between 0 and 1"),
        (OPEN + SCORE + SCORE, "stands 2 times"),
        (OPEN + SCORE + "mid = 1\n", "name its source"),
        (OPEN + SCORE + 'better = "higher"\n', "name its source"),
        (OPEN + SCORE + "lowest = nan\n", "no TOML"),
        (OPEN + SCORE.replace("lowest = 0", "lowest = nan"), "too large"),
        (
            OPEN + SCORE.replace("scale.sum", "scale.rasch").replace('"sum"', '"rasch"'),
            "raw sums that rise",
        ),
    ],
)
def test_sidecars_that_are_refused(tmp_path, side, words):
    assert words in refusal(read_questionnaire, written(tmp_path, side=side))


def test_forms_that_are_refused(tmp_path):
    assert "asks nothing" in refusal(read_questionnaire, written(tmp_path, []))
    assert "stands 2 times" in refusal(read_questionnaire, written(tmp_path, [NUMBER, NUMBER]))
    assert "implicitRules" in refusal(read_questionnaire, written(tmp_path, implicitRules="x"))
    assert "no such file" in refusal(read_questionnaire, tmp_path / "none.json")
    path = written(tmp_path)
    (tmp_path / "f.scoring.toml").unlink()
    assert "put 'f.scoring.toml' beside it" in refusal(read_questionnaire, path)
    for text, words in (
        ('{"a": 1, "a": 2}', "stands twice"),
        ('{"a": NaN}', "no number of JSON"),
        ("[" * 100_000, "no JSON"),
        ("[]", "an object was expected"),
        ('{"resourceType": "Patient"}', "no FHIR Questionnaire"),
    ):
        path.write_text(text, encoding="utf-8")
        assert words in refusal(read_questionnaire, path)
        assert not is_questionnaire(path)


def test_a_circle_of_questions_is_refused(tmp_path):
    one, two = (
        {**NUMBER, "linkId": me, "enableWhen": [{"question": other, "operator": "exists"}]}
        for me, other in (("a", "b"), ("b", "a"))
    )
    for item in (one, two):
        item["enableWhen"][0]["answerBoolean"] = False
    assert "in a circle" in refusal(read_questionnaire, written(tmp_path, [one, two]))


def test_responses_that_are_refused(tmp_path):
    form = read_questionnaire(written(tmp_path))
    path = tmp_path / "r.json"
    good = {"resourceType": "QuestionnaireResponse", "status": "completed", "questionnaire": "f|1"}
    item = {"linkId": "q", "answer": [{"valueInteger": 3}]}
    for change, words in (
        ({"questionnaire": "g|1"}, "answers 'g'"),
        ({"questionnaire": "f|2"}, "version '2'"),
        ({"status": "entered-in-error"}, "withdrawn"),
        ({"status": "banana"}, "allowed: in-progress"),
        ({"item": [item, item]}, "several answers"),
        ({"item": [{"linkId": "z", "answer": [{"valueInteger": 3}]}]}, "is no item"),
        ({"item": [{"linkId": "q", "answer": [{"valueInteger": 9}]}]}, "outside 0 to 4"),
        ({"item": [{"linkId": "q", "answer": [{"valueDecimal": 1.5}]}]}, "not whole"),
        ({"item": [{"linkId": "q", "answer": [{"valueString": "3"}]}]}, "no number"),
        ({"item": [{"linkId": "q", "answer": [{"valueDate": "3"}]}]}, "not read"),
        ({"item": [{"linkId": "q", "answer": [{}]}]}, "exactly one value"),
    ):
        path.write_text(json.dumps(good | change), encoding="utf-8")
        assert words in refusal(read_response, path, form)
    path.write_text(json.dumps(good | {"questionnaire": "", "item": [item]}), encoding="utf-8")
    response = read_response(path, form)
    assert response.answers == {"q": 3.0}
    assert set(response.flags) == {
        *("instrument-not-stated", "version-not-stated"),
        *("rater-not-stated", "language-not-stated"),
    }
    for write, read in (
        (lambda p: write_response(response, form, p), lambda p: read_response(p, form)),
        (lambda p: write_answers([response], form, p), lambda p: read_answers(p, form)[0]),
    ):
        write(tmp_path / "again")
        assert read(tmp_path / "again") == response, "what was left open stays open"


def test_a_code_of_another_system_is_refused(tmp_path):
    option = {"valueCoding": {"system": "http://a.example", "code": "x"}}
    item = {"linkId": "q", "text": "?", "type": "choice", "answerOption": [option]}
    form = read_questionnaire(written(tmp_path, [item]))
    path = tmp_path / "r.json"
    for system, fits in (("http://a.example", True), ("http://b.example", False)):
        coding = {"valueCoding": {"system": system, "code": "x"}}
        answer = {"linkId": "q", "answer": [coding]}
        told = {"resourceType": "QuestionnaireResponse", "status": "completed", "item": [answer]}
        path.write_text(json.dumps(told), encoding="utf-8")
        if fits:
            assert read_response(path, form).answers == {"q": "x"}
        else:
            assert "not of the form's" in refusal(read_response, path, form)


def test_a_draft_stays_a_draft(tmp_path):
    form = read_questionnaire(written(tmp_path, status="draft"))
    assert "status-draft" in form.flags
    write_questionnaire(form, tmp_path / "out.json")
    assert read_questionnaire(tmp_path / "out.json") == form


def test_tables_of_answers(tmp_path):
    form = read_questionnaire(shipped(tmp_path))
    names = ",".join(item.link_id for item in form.items)
    path = tmp_path / "a.csv"
    head = f"subject,rater,language,version,{names}\n"
    path.write_text(
        f"{head}S1,person,en,1,4,3,2,1,0\nS2,person,en,1,mostly,,9,1,0\nS3,person,en,1,mostly,,,1,0\n",
        encoding="utf-8",
    )
    assert "line 3, item 'change': '9' is not on offer" in refusal(read_answers, path, form)
    refused: list[str] = []
    first, third = read_answers(path, form, refused)
    assert len(refused) == 1 and first.subject == "S1"
    assert third.answers == {"look": "3", "effort": "1", "again": "0"}
    write_answers((first, third), form, tmp_path / "b.csv")
    again = read_answers(tmp_path / "b.csv", form)
    assert [r.answers for r in again] == [first.answers, third.answers]
    assert again[0].rater == "person"
    for text, words in (
        ("subject,colour\nS1,2\n", "'colour' is no item"),
        ("subject\nS1\n", "no column for any item"),
        ("look,look\n1,1\n", "stands twice"),
        ("look\n", "no answers"),
        ("\n", "empty"),
        ("look,feel\n1\n", "has 1 cells"),
        ("look,version\n1,7\n", "version '7'"),
    ):
        path.write_text(text, encoding="utf-8")
        assert words in refusal(read_answers, path, form)


def test_a_response_to_another_form_is_not_written(tmp_path):
    form = read_questionnaire(shipped(tmp_path))
    other = read_questionnaire(shipped(tmp_path, "comfort"))
    (tmp_path / "a.csv").write_text("look\n1\n", encoding="utf-8")
    (response,) = read_answers(tmp_path / "a.csv", form)
    refusal(write_response, response, other, tmp_path / "r.json")
    refusal(write_answers, [response], other, tmp_path / "r.csv")


@pytest.mark.parametrize("name", ["masi", "comfort", "satisfaction", "grade", "vas-pain"])
def test_shipped_forms_survive_being_written(tmp_path, name):
    form = read_questionnaire(shipped(tmp_path, name))
    write_questionnaire(form, tmp_path / "out.json")
    assert read_questionnaire(tmp_path / "out.json") == form


def test_whatever_the_bytes_only_turgor_errors_come(tmp_path):
    form_path = shipped(tmp_path, "comfort")
    form = read_questionnaire(form_path)
    response = tmp_path / "r.json"
    (tmp_path / "t.csv").write_text("stinging,itching\n1,2\n3,\n", encoding="utf-8")
    write_response(read_answers(tmp_path / "t.csv", form)[0], form, response)
    side = tmp_path / "comfort.scoring.toml"
    chance = random.Random(20260)
    broken = tmp_path / "broken"
    for source, read in (
        (form_path, lambda p: read_questionnaire(p, side)),
        (side, lambda p: read_questionnaire(form_path, p)),
        (response, lambda p: read_response(p, form)),
        (tmp_path / "t.csv", lambda p: read_answers(p, form)),
    ):
        whole = source.read_bytes()
        for _ in range(300):
            raw = bytearray(whole[: chance.randrange(1, len(whole) + 1)])
            if chance.random() < 0.7:
                raw = bytearray(whole)
            for _ in range(chance.randrange(1, 6)):
                raw[chance.randrange(len(raw))] = chance.choice([*b'"{}[],:0\n\x00-=', 255])
            broken.write_bytes(raw)
            assert isinstance(is_questionnaire(broken) or is_questionnaire_response(broken), bool)
            try:
                read(broken)
            except TurgorError as error:
                assert str(error).isprintable()


def test_a_tree_of_wrong_shapes_is_refused(tmp_path):
    """Each value of a good form in turn replaced by one of another shape."""
    form_path = shipped(tmp_path, "comfort")
    tree = json.loads(form_path.read_text(encoding="utf-8"))
    side = tmp_path / "comfort.scoring.toml"
    path = tmp_path / "odd.json"

    def places(node):
        keys = node.keys() if isinstance(node, dict) else range(len(node))
        for key in list(keys):
            yield node, key
            if isinstance(node[key], dict | list):
                yield from places(node[key])

    for node, key in list(places(tree))[:90]:
        kept = node[key]
        for odd in (None, True, -1, 10**400, "x\ny", [], {}, [[]], [None]):
            node[key] = odd
            path.write_text(json.dumps(tree), encoding="utf-8")
            try:
                read_questionnaire(path, side)
            except FormatError as error:
                assert str(error).isprintable()
        node[key] = kept
