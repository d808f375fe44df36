"""Photographs rated blind: nothing tells whose, the order stays sealed, sheets come back."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from turgor.errors import AdmissionError, InputError, StudyError
from turgor.store.audit import doing
from turgor.workflow.conduct.rating_agreement import rating_agreement
from turgor.workflow.conduct.show_pictures import scale_of, show_pictures
from turgor.workflow.conduct.take_ratings import take_ratings
from turgor.workflow.follow_study import follow_study
from turgor.workflow.study import Study
from turgor.workflow.take_in import add_paths

DESIGN = """
[study]
id = "rated"
kind = "single-arm"
baseline = "V0"
[[visit]]
label = "V0"
day = 0
[[visit]]
label = "V1"
day = 28
[[rating]]
id = "tone"
question = "How uneven is the tone </script>?"
anchors = ["even", "slightly uneven", "clearly uneven", "very uneven"]
repeats = 0.5
[[endpoint]]
id = "rated-tone"
rating = "tone"
site = "cheek"
direction = "decrease"
visit = "V1"
source = "protocol"
[captures]
pattern = "{subject}_{visit}"
site = "cheek"
[captures.photo]
chart = "none"
"""
SUBJECTS = 6


def photograph(path: Path, shade: int) -> None:
    """A photograph of one shade, its notes full of who, when and where."""
    rows = np.full((60, 80, 3), shade, dtype=np.uint8)
    rows[20:40, 30:50] = shade // 2
    notes = Image.Exif()
    notes[0x013B] = "Planted Name"
    notes[0x9003] = "2026:01:05 10:00:00"
    told = PngInfo()
    told.add_text("Comment", "Planted Name of subject")
    Image.fromarray(rows).save(path, exif=notes, pnginfo=told)


@pytest.fixture
def study(make, tmp_path: Path) -> Study:
    made = make(DESIGN)
    data = tmp_path / "data"
    data.mkdir()
    for number in range(SUBJECTS):
        for visit in ("V0", "V1"):
            shade = 100 + 10 * number + (3 if visit == "V1" else 0)
            photograph(data / f"S{number}_{visit}.png", shade)
    assert add_paths(made, [data]).refused == []
    return made


def shade_of(path: Path) -> int:
    return int(np.asarray(Image.open(path))[0, 0, 0])


def codes_of(folder: Path) -> list[str]:
    lines = (folder / "ratings.csv").read_text().splitlines()
    return [row["code"] for row in csv.DictReader(lines)]


def fill(folder: Path, score, comment=""):
    codes = codes_of(folder)
    with (folder / "ratings.csv").open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["code", "score", "comment"])
        writer.writerows((code, score(code), comment) for code in codes)
    return folder / "ratings.csv"


def test_what_is_written_tells_nothing_but_pixels(study: Study, tmp_path: Path) -> None:
    out = tmp_path / "out"
    made = show_pictures(study, scale_of(study, "tone"), out)
    assert (len(made.pictures), made.repeats) == (18, 6)
    for path in made.pictures:
        picture = Image.open(path)
        assert not picture.info and not picture.getexif()
        content = path.read_bytes()
        kinds = [content[i + 4 : i + 8] for i in _chunks(content)]
        assert set(kinds) <= {b"IHDR", b"IDAT", b"IEND"}
    told = "".join(
        (out / name).read_text() for name in ("ratings.csv", "rate.html", "README.txt")
    ) + "".join(path.name for path in out.iterdir())
    sums = [capture.sha256 for capture in study.store.captures.all()]
    for secret in (*[f"S{n}" for n in range(SUBJECTS)], "V0", "V1", "cheek", "Planted", *sums):
        assert secret not in told
    assert "These are photographs of people" in (out / "README.txt").read_text()
    shades = sorted(shade_of(path) for path in made.pictures)
    assert len(set(shades)) == 12  # the pixels themselves are there


def _chunks(content: bytes):
    at = 8
    while at < len(content):
        yield at
        at += 12 + int.from_bytes(content[at : at + 4], "big")


def test_order_and_codes_are_drawn_anew_and_repeats_stand_apart(
    study: Study, tmp_path: Path
) -> None:
    scale = scale_of(study, "tone")
    orders = []
    for number in range(3):
        out = tmp_path / f"o{number}"
        show_pictures(study, scale, out)
        codes = codes_of(out)
        orders.append([shade_of(out / f"{code}.png") for code in codes])
    assert orders[0] != orders[1] != orders[2] and orders[0] != sorted(orders[0])
    shown = study.store.pictures.all()
    assert len({item.code for item in shown}) == len(shown) == 54
    by_code = {item.code: item for item in shown}
    for item in shown:
        if item.repeat_of is not None:
            assert by_code[item.repeat_of].position < item.position
            assert item.position - by_code[item.repeat_of].position >= 5
            assert by_code[item.repeat_of].capture == item.capture


def test_pairs_stand_in_random_order(study: Study, tmp_path: Path) -> None:
    out = tmp_path / "pairs"
    made = show_pictures(study, scale_of(study, "tone"), out, pairs=True)
    assert (len(made.pictures), made.repeats) == (9, 3)
    shown = {item.code: item for item in study.store.pictures.all()}
    for path in made.pictures:
        pixels = np.asarray(Image.open(path))
        left, right = int(pixels[0, 0, 0]), int(pixels[0, -1, 0])
        assert abs(left - right) == 3
        assert (left < right) == shown[path.stem].baseline_left  # baselines are 3 levels darker
    sheet = fill(
        out,
        lambda code: 1 if shown[code].baseline_left else -1,  # the follow-up shows more
    )
    taken = take_ratings(study, sheet, "R1")
    assert (taken.added, taken.refused) == (9, ())
    values = [
        item.finding.value
        for item in study.store.findings.of_keys(study.store.findings.latest_keys())
    ]
    assert values == [1.0] * 6


def behind(study: Study):
    """code -> (what was shown, its capture), as only the study knows."""
    by_sum = {c.sha256: c for c in study.store.captures.all()}
    return {item.code: (item, by_sum[item.capture]) for item in study.store.pictures.all()}


def test_scores_become_findings_and_a_followed_endpoint(study: Study, tmp_path: Path) -> None:
    for rater in ("R1", "R2", "R3"):
        out = tmp_path / rater
        show_pictures(study, scale_of(study, "tone"), out)
        key, extra = behind(study), int(rater == "R2")
        scores = {code: (2 if c.visit == "V0" else 1) + extra for code, (_, c) in key.items()}
        taken = take_ratings(study, fill(out, scores.__getitem__, "'=1+1"), rater)
        assert (taken.added, taken.known, taken.waiting) == (18, 0, 0)
    comments = {kept.record.comment for kept in study.store.ratings.all()}
    assert comments == {"=1+1"}
    found = follow_study(study.folder)
    (result,) = found.followup.endpoints
    assert result.estimate.mean == pytest.approx(-1.0) and result.estimate.n == SUBJECTS
    mean = [o for o in found.facts.observations if not o.finding.item]
    assert {round(o.finding.value, 9) for o in mean} == {round(7 / 3, 9), round(4 / 3, 9)}
    assert {o.finding.flags for o in mean} == {("mean-of-3-raters",)}
    single = [o for o in found.facts.observations if o.finding.item]
    assert {o.finding.item for o in single} == {"R1", "R2", "R3"}
    assert {o.finding.method for o in single} == {"blinded-rating"}


def test_a_rater_who_saw_only_some_does_not_move_the_mean(study: Study, tmp_path: Path) -> None:
    for rater, partial in (("R1", False), ("R2", True)):
        out = tmp_path / rater
        show_pictures(study, scale_of(study, "tone"), out)
        scores = {
            code: "1" if not partial else "3" if capture.visit == "V0" else ""
            for code, (_, capture) in behind(study).items()
        }
        taken = take_ratings(study, fill(out, scores.__getitem__), rater)
        assert bool(taken.refused) is partial
        assert (taken.waiting > 0) is partial
    found = follow_study(study.folder)
    assert found.followup.endpoints[0].estimate.mean == 0.0


def test_each_wrong_line_is_refused_alone(study: Study, tmp_path: Path) -> None:
    out = tmp_path / "out"
    show_pictures(study, scale_of(study, "tone"), out)
    codes = codes_of(out)
    sheet = tmp_path / "sheet.csv"
    rows = [
        f"{codes[0]},2,", f"{codes[1]},4,", f"{codes[2]},,", "PXXXXXX,1,", f"{codes[3]},1.5,",
        f"{codes[0]},2,", f"{codes[4]},0", f"{codes[5]},+3,fine",
    ]  # fmt: skip
    sheet.write_text("code,score,comment\n" + "\n".join(rows) + "\n")
    taken = take_ratings(study, sheet, "R1")
    assert taken.added == 2
    reasons = dict(taken.refused)
    assert sorted(reasons) == [3, 4, 5, 6, 7, 8]
    assert "allowed: 0, 1, 2, 3" in reasons[3] and "has no score" in reasons[4]
    assert "never given out" in reasons[5] and "stands in line 2 too" in reasons[7]
    again = take_ratings(study, sheet, "R1")
    assert (again.added, again.known) == (0, 2)
    sheet.write_text(f"code,score,comment\n{codes[0]},1,\n")
    assert "on record already with other content" in take_ratings(study, sheet, "R1").refused[0][1]
    assert take_ratings(study, sheet, "R2").added == 1
    with pytest.raises(StudyError, match="won't do"):
        take_ratings(study, sheet, "a name; with more")
    sheet.write_text("code,score\n")
    with pytest.raises(InputError, match="its header must be 'code,score,comment'"):
        take_ratings(study, sheet, "R1")


def test_agreement_between_and_within(study: Study, tmp_path: Path) -> None:
    for rater, bias in (("R1", 0), ("R2", 1)):
        out = tmp_path / rater
        show_pictures(study, scale_of(study, "tone"), out)
        scores = {
            code: int(capture.subject[1]) % 3 + bias * (picture.repeat_of is None)
            for code, (picture, capture) in behind(study).items()
        }
        take_ratings(study, fill(out, scores.__getitem__), rater)
    (found,) = rating_agreement(study)
    (between,) = found.between
    assert between.kappa.pairs == 12 and between.kappa.exact == 0.0
    steady, drifting = found.within
    assert steady.kappa.kappa == pytest.approx(1.0) and steady.kappa.pairs == 6
    assert drifting.kappa.exact == 0.0
    assert found.icc is not None and 0.0 < found.icc.icc_2_1 < 1.0
    assert found.icc.targets == 12


def test_a_photograph_that_is_gone_refuses_itself_alone(study: Study, tmp_path: Path) -> None:
    first = study.store.captures.all()[0]
    study.store.captures.file(first.sha256).unlink()
    made = show_pictures(study, scale_of(study, "tone"), tmp_path / "out")
    assert len(made.refused) == 1 and first.sha256 not in str(made.refused)
    assert all(item.capture != first.sha256 for item in study.store.pictures.all())


def test_what_can_not_be_shown(study: Study, make, tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="it has tone"):
        scale_of(study, "lines")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    with pytest.raises(InputError, match="name an empty folder"):
        show_pictures(study, scale_of(study, "tone"), tmp_path / "full")
    empty = make(DESIGN)
    with pytest.raises(StudyError, match="has no photographs"):
        show_pictures(empty, scale_of(empty, "tone"), tmp_path / "none")
    with pytest.raises(StudyError, match="is none of the"):
        make(DESIGN.replace('rating = "tone"', 'rating = "lines"'))


def test_the_page_holds_its_data_and_nothing_breaks_out(study: Study, tmp_path: Path) -> None:
    out = tmp_path / "out"
    show_pictures(study, scale_of(study, "tone"), out)
    page = (out / "rate.html").read_text()
    assert page.count("</script>") == 1 and "http" not in page
    line = next(x for x in page.splitlines() if x.startswith("const SET = "))
    told = json.loads(line.removeprefix("const SET = ").rstrip(";"))
    assert told["question"] == "How uneven is the tone </script>?"
    assert told["grades"][3] == [3, "very uneven"] and len(told["codes"]) == 18


def test_a_rater_hands_in_their_own_sheet_and_nothing_else(study: Study, tmp_path: Path) -> None:
    with doing(who="ADM"):
        for name, role in (("ADM", "admin"), ("RAT", "rater"), ("MON", "monitor")):
            study.store.users.add(name, role)
        show_pictures(study, scale_of(study, "tone"), tmp_path / "out")
    sheet = fill(tmp_path / "out", lambda code: 1)
    with doing(who="RAT"):
        assert take_ratings(study, sheet, "R1").added == 18
        with pytest.raises(AdmissionError):
            show_pictures(study, scale_of(study, "tone"), tmp_path / "again")
    with doing(who="MON"), pytest.raises(AdmissionError):
        take_ratings(study, sheet, "R2")
    assert {kept.record.rater for kept in study.store.ratings.all()} == {"R1"}
