"""A form in a real browser: conditions live, gaps said, and what it saves is taken in."""

import json
import re
from html import unescape

import pytest

from turgor.formats.questionnaire import read_response, told_by_response
from turgor.measure.scales import shipped_instrument, shipped_names
from turgor.measure.scales.asked import asked_items
from turgor.record.questionnaire import (
    AnswerOption,
    EnableWhen,
    Group,
    Instrument,
    Item,
    Licence,
    Response,
)
from turgor.workflow.forms.form_page import form_html, form_page
from turgor.workflow.forms.library import Library, Loaded

CODES = "http://example.org/c"
HOW = (AnswerOption("a", "a little", 1.0, CODES), AnswerOption("b", "a lot", 3.0, CODES))
ITCH = Instrument(
    id="itch",
    version="2",
    title="Itch & <b>more</b></script>",
    items=(
        Item("hello", "About <i>you</i>", "display"),
        Item("any", "Any itch?", "boolean", required=True, group=(Group("g", "Itch"),)),
        Item("how", "How much?", "choice", required=True, options=HOW,
             enable_when=(EnableWhen("any", "=", True),), group=(Group("g", "Itch"),)),
        Item("nights", "Nights", "integer", lowest=0.0, highest=7.0,
             enable_when=(EnableWhen("how", ">=", "b"),),
             group=(Group("g", "Itch"), Group("inner", ""))),
        Item("line", "Worst", "slider", lowest=0.0, highest=100.0, anchors=("none", "worst")),
        Item("marks", "Marks", "slider", lowest=0.0, highest=10.0, whole=True),
        Item("five", "1 or 5", "choice",
             options=(AnswerOption("1", "1", 1.0), AnswerOption("5", "5", 5.0))),
        Item("kg", "Weight", "decimal"),
        Item("words", "Anything else?", "text"),
        Item("why", "Why no itch?", "text", enable_when=(EnableWhen("any", "!=", True),)),
    ),
    scores=(),
    licence=Licence("open", terms="free to use"),
    url="http://example.org/itch",
    language="da",
    rater="person",
    recall="past week",
)  # fmt: skip

ACT = """<script>
addEventListener('load', () => {
  const box = id => document.querySelector(`[data-item="${id}"]`);
  const shown = () => [...document.querySelectorAll('fieldset.item')]
    .filter(e => !e.hidden).map(e => e.dataset.item).join(' ');
  const set = (field, value) => {
    field.value = value;
    field.dispatchEvent(new Event('input', {bubbles: true}));
  };
  const pick = (id, value) => box(id).querySelector(`input[value="${value}"]`).click();
  const save = () => document.getElementById('save').click();
  const told = [];
  %s
  document.body.dataset.told = JSON.stringify(told);
});
</script>"""


def page(run_page, script, form=ITCH, width=900, **stated):
    library = Library(lambda: [Loaded(form, ("", "", "1"), kept=True)])
    html = form_html(form_page(library, form.id, "made", ("V0", "week 4"), **stated))
    assert "<b>more" not in html and "http://example.org/itch" in html
    dom = run_page(html.replace("</body>", ACT % script + "</body>"), width)
    told = re.search(r'data-told="([^"]*)"', dom)
    saved = re.search(r'<textarea id="json"[^>]*>(.*?)</textarea>', dom, re.S)
    assert told is not None and saved is not None
    return json.loads(unescape(told.group(1))), unescape(saved.group(1))


def test_conditions_are_live(run_page):
    told, _ = page(run_page, """
      told.push(shown());
      pick('any', 'true'); told.push(shown());
      pick('how', 'b'); told.push(shown());
      pick('any', 'false'); told.push(shown());
      box('any').querySelector('.clear').click(); told.push(shown());
    """)  # fmt: skip
    rest = "line marks five kg words"
    assert told == [
        f"any {rest} why", f"any how {rest}", f"any how nights {rest}",
        # how keeps its answer and is not asked, so that it enables nothing
        f"any {rest} why", f"any {rest} why",
    ]  # fmt: skip


def test_what_is_saved_is_read_back_as_answered(run_page, tmp_path):
    told, saved = page(run_page, """
      pick('any', 'true'); pick('how', 'b'); pick('five', '5');
      set(box('nights').querySelector('input'), '4');
      set(box('line').querySelector('input'), '62.5');
      set(box('kg').querySelector('input'), '70.25');
      set(box('words').querySelector('textarea'), 'æ "<b>" \\n second line');
      set(document.getElementById('date'), '2026-02-03');
      set(document.getElementById('side'), 'left');
      set(document.getElementById('site'), 'cheek');
      set(document.getElementById('operator'), 'R2');
      document.getElementById('rater').value = 'clinician';
      save(); told.push(document.getElementById('told').textContent);
    """, subject="S01", visit="week 4")  # fmt: skip
    assert told[0].startswith("Saved as S01_week-4_itch_1.json")
    path = tmp_path / "saved.json"
    path.write_text(saved, encoding="utf-8")
    response = read_response(path, ITCH)
    assert response.answers == {
        "any": True, "how": "b", "nights": 4.0, "line": 62.5, "five": "5", "kg": 70.25,
        "words": 'æ "<b>" \n second line',
    }  # fmt: skip
    assert (response.rater, response.language, response.authored, response.flags) == (
        *("clinician", "da", "2026-02-03", ()),
    )
    assert told_by_response(path).words == {
        "subject": "S01", "visit": "week 4", "site": "cheek", "side": "left", "replicate": "1",
        "reseated": "no", "operator": "R2",
    }  # fmt: skip
    group = json.loads(saved)["item"][0]
    assert [item["linkId"] for item in group["item"]] == ["any", "how", "inner"]


def test_gaps_and_wrong_answers_are_said(run_page):
    told, saved = page(run_page, """
      const line = () => document.getElementById('told').textContent;
      save(); told.push(line());
      set(document.getElementById('subject'), 'S01');
      document.getElementById('visit').value = 'V0';
      pick('any', 'true'); pick('how', 'b');
      set(box('nights').querySelector('input'), '9'); save(); told.push(line());
      set(box('nights').querySelector('input'), '');
      box('any').querySelector('.clear').click(); save(); told.push(line());
      told.push(box('any').classList.contains('lacking'));
      save(); told.push(line());
    """)  # fmt: skip
    assert told[0] == "Not saved: subject and visit must be said."
    assert told[1] == "Not saved: 1 answers are not allowed."
    assert told[2].startswith("1 required question is not answered; save once more")
    assert told[3] is True and told[4].startswith("Saved as S01_V0_itch_1.json")
    assert json.loads(saved)["item"] == []


@pytest.mark.parametrize(
    "answers",
    [
        {"any": True, "how": "b", "nights": 3.0},
        {"any": True, "how": "a", "nights": 3.0},
        {"any": False, "how": "b", "nights": 3.0},
        {"how": "b"},
        {},
    ],
)
def test_the_page_asks_what_the_score_takes_as_asked(run_page, answers):
    acts = [
        f"set(box('{item}').querySelector('input'), '{value:g}');"
        if item == "nights"
        else f"pick('{item}', '{str(value).lower()}');"
        for item, value in answers.items()
    ]
    told, _ = page(run_page, "\n".join(acts) + "told.push(shown());")
    response = Response(ITCH.id, ITCH.version, answers)
    expected = [i.link_id for i in ITCH.items if i.link_id in asked_items(ITCH, response)]
    assert told[0].split() == [name for name in expected if name != "hello"]


@pytest.mark.parametrize("width", [1280, 500])
@pytest.mark.parametrize("name", [name for name in shipped_names() if name != "grade"])
def test_shipped_forms_fit_and_fetch_nothing(run_page, name, width):
    told, _ = page(run_page, """
      told.push(document.documentElement.scrollWidth <= innerWidth);
      told.push(performance.getEntriesByType('resource').length);
      told.push([...document.querySelectorAll('input[type=range]')].every(
        e => e.classList.contains('unmarked')));
      told.push(document.getElementById('count').textContent);
    """, _renamed(name), width)  # fmt: skip
    form = shipped_instrument(name)
    asked = sum(item.kind != "display" for item in form.items)
    assert told == [True, 0, True, f"0 of {asked} answered"]


def _renamed(name):
    """A shipped form under an address of its own, which the page must carry."""
    from dataclasses import replace

    return replace(shipped_instrument(name), url="http://example.org/itch")
