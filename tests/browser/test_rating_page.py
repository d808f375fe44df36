"""The page of a blinded rating: grades are given by clicks, and the sheet holds them in order."""

import json
from importlib.resources import files

SET = {
    "question": "How uneven <b>is</b> the tone?",
    "grades": [[-1, "less"], [0, "no difference"], [1, "more"]],
    "codes": ["PAAAAAA", "PBBBBBB", "PCCCCCC"],
}

DRIVE = """
<script>
const press = (grade) => document.querySelector(`[data-grade="${grade}"]`).click();
press(1);
const box = document.getElementById("comment");
box.value = '=SUM(A1), "odd"';
box.dispatchEvent(new Event("input"));
press(-1);
const out = document.createElement("pre");
out.id = "sheet";
out.textContent = sheet();
document.body.append(out);
</script>
"""


def test_clicks_become_a_sheet(run_page):
    page = (files("turgor.workflow.conduct") / "rating_page.html").read_text(encoding="utf-8")
    data = json.dumps(SET).replace("<", "\\u003c")
    made = run_page(page.replace("/*DATA*/", f"const SET = {data};") + DRIVE, 900)
    sheet = made.split('<pre id="sheet">')[1].split("</pre>")[0]
    assert sheet.splitlines() == [
        "code,score,comment",
        "PAAAAAA,1,",
        'PBBBBBB,-1,"\'=SUM(A1), ""odd"""',
        "PCCCCCC,,",
    ]
    assert "picture 3 of 3, 2 rated" in made
    assert "How uneven &lt;b&gt;is&lt;/b&gt; the tone?" in made
