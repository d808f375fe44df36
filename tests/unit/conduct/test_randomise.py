"""A sealed list: given out in order, never twice; a change is found; opened with a reason."""

import json
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from turgor.errors import InputError, StudyError
from turgor.record.randomisation import Factor, level_of, sides_of
from turgor.record.subject import Subject
from turgor.store import Store
from turgor.workflow.conduct.list_file import read_list
from turgor.workflow.conduct.make_list import make_list
from turgor.workflow.conduct.randomise import (
    Opener,
    randomise_next,
    unblind_study,
    unblind_subject,
    verify_list,
)
from turgor.workflow.export import finding_rows
from turgor.workflow.follow_study import study_facts
from turgor.workflow.status import study_status
from turgor.workflow.study import Study, open_study
from turgor.workflow.take_in import add_paths

PHRASE = "correct horse battery"


@pytest.fixture
def listed(parallel: Study, tmp_path: Path) -> tuple[Study, Path]:
    file = tmp_path / "keeper" / "list.json"
    make_list(parallel, file)
    return parallel, file


def test_the_list_goes_to_its_keeper_and_only_sums_stay(listed: tuple[Study, Path]) -> None:
    study, file = listed
    entries = read_list(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {item.stratum for item in entries} == {
        f"centre={c};phototype={p}" for c in "AB" for p in ("I-III", "IV-VI")
    }
    dump = "\n".join(sqlite3.connect(study.folder / "study.db").iterdump())
    assert all(item.salt not in dump for item in entries)
    kept = study.store.randomisation.entries()
    assert all(item.treatment == "" and item.salt == "" for item in kept)
    assert len({item.kit for item in kept}) == len(kept) == len(entries)


def test_a_list_is_made_once_and_never_into_the_study(
    listed: tuple[Study, Path], make, parallel_text: str, tmp_path: Path
) -> None:
    study, file = listed
    with pytest.raises(StudyError, match="made once"):
        make_list(study, tmp_path / "second.json")
    other = make(parallel_text)
    for place in (file, other.folder / "list.json"):
        with pytest.raises(InputError):
            make_list(other, place)
    with pytest.raises(StudyError, match="say where the list goes"):
        make_list(other)
    assert other.store.randomisation.head() is None


def test_the_next_place_of_the_subjects_own_stratum(listed: tuple[Study, Path]) -> None:
    study, file = listed
    study.store.people.add_subject(Subject("S01", centre="B", phototype="V"))
    given = randomise_next(study, "S01", {}, Opener(file))
    assert (given.stratum, given.number) == ("centre=B;phototype=IV-VI", 1)
    truth = {(e.stratum, e.number): e.treatment for e in read_list(file)}
    assert given.treatment == truth[given.stratum, 1]
    (allocation,) = study.store.people.allocations()
    assert (allocation.subject, allocation.arm, allocation.side) == ("S01", given.treatment, "")
    with pytest.raises(StudyError, match="randomised already"):
        randomise_next(study, "S01", {}, Opener(file))
    with pytest.raises(StudyError, match="on record as 'B', not 'A'"):
        study.store.people.add_subject(Subject("S02", centre="B", phototype="I"))
        randomise_next(study, "S02", {"centre": "A"})
    with pytest.raises(StudyError, match="phototype of subject 'S03' is not known"):
        randomise_next(study, "S03", {"centre": "A"})
    with pytest.raises(StudyError, match="'sex' is no factor"):
        randomise_next(study, "S03", {"sex": "f"})
    second = randomise_next(study, "S04", {"centre": "B", "phototype": "IV-VI"})
    assert (second.number, second.treatment) == (2, "")
    assert verify_list(study, Opener(file)).faults == ()


def test_a_stratum_runs_out_with_a_line(listed: tuple[Study, Path]) -> None:
    study, file = listed
    stratum = {"centre": "A", "phototype": "II"}
    places = sum(e.stratum == "centre=A;phototype=I-III" for e in read_list(file))
    numbers = [randomise_next(study, f"S{n}", stratum).number for n in range(places)]
    assert numbers == list(range(1, places + 1))
    with pytest.raises(StudyError, match="is used up"):
        randomise_next(study, "S99", stratum)


def test_threads_never_get_one_place_twice(listed: tuple[Study, Path]) -> None:
    """16 threads through connections of their own; two ask for one subject."""
    study, file = listed
    stratum = {"centre": "A", "phototype": "I-III"}

    def one(name: str) -> int | None:
        with open_study(study.folder) as own:
            try:
                return randomise_next(own, name, stratum).number
            except StudyError:
                return None

    names = [f"S{n % 8:02d}" for n in range(16)]
    with ThreadPoolExecutor(16) as pool:
        numbers = [n for n in pool.map(one, names) if n is not None]
    assert sorted(numbers) == list(range(1, 9))
    assert verify_list(study, Opener(file)).faults == ()


@pytest.mark.parametrize("how", ["treatment", "order", "kit", "salt", "missing", "doubled"])
def test_any_change_of_the_list_is_found(listed: tuple[Study, Path], how: str) -> None:
    study, file = listed
    document = json.loads(file.read_text())
    rows = document["entries"]
    if how == "treatment":
        rows[3][2] = "vehicle" if rows[3][2] == "active" else "active"
    elif how == "order":
        rows[0][2:], rows[1][2:] = rows[1][2:], rows[0][2:]
    elif how == "kit":
        rows[0][3] = "KAAAAAA"
    elif how == "salt":
        rows[0][5] = "0" * 32
    elif how == "missing":
        del rows[5]
    else:
        rows.append(rows[0])
    file.write_text(json.dumps(document))
    assert verify_list(study, Opener(file)).faults
    with pytest.raises(StudyError, match="not the one that the study committed to"):
        randomise_next(study, "S01", {"centre": "A", "phototype": "I"}, Opener(file))


def test_changed_rows_of_the_study_are_found(listed: tuple[Study, Path]) -> None:
    study, file = listed
    given = randomise_next(study, "S01", {"centre": "A", "phototype": "I"}, Opener(file))
    other = "vehicle" if given.treatment == "active" else "active"
    assert verify_list(study, Opener(file)).faults == ()
    for statement, fault in (
        ("UPDATE randomisation_entry SET subject = NULL WHERE subject = 'S01'", "skipped"),
        (
            f"UPDATE randomisation_entry SET treatment = '{other}' WHERE treatment != ''",
            "changed after it was opened",
        ),
        ("UPDATE randomisation_entry SET commitment = '0' WHERE number = 3", "no longer give"),
    ):
        randomise_next(study, f"S{len(fault)}", {"centre": "A", "phototype": "I"})
        with closing(sqlite3.connect(study.folder / "study.db")) as raw:
            raw.execute(statement)
            raw.commit()
        assert any(fault in line for line in verify_list(study).faults), fault


def test_a_blinded_study_shows_no_arm_until_unblinding(blinded: Study, tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    make_list(blinded, file)
    given = [randomise_next(blinded, f"S{n}", {"centre": "A", "phototype": "I"}) for n in range(4)]
    assert all(item.treatment == "" and item.kit.startswith("K") for item in given)
    with pytest.raises(StudyError, match="`next` opens nothing"):
        randomise_next(blinded, "S9", {"centre": "A", "phototype": "I"}, Opener(file))
    table = tmp_path / "allocation.csv"
    table.write_text("subject,side,arm\nS0,,active\n")
    report = add_paths(blinded, [table])
    assert "is blinded" in report.refused[0].reason
    dump = "\n".join(sqlite3.connect(blinded.folder / "study.db").iterdump())
    told = [line for line in dump.splitlines() if line.startswith("INSERT") and "'active'" in line]
    assert told == []
    assert study_facts(blinded.store, blinded.design).allocations == ()
    assert study_status(blinded).counts["allocations"] == 0

    one = unblind_subject(blinded, Opener(file), "S1", "anaphylaxis, treatment must be known")
    assert one.treatment in ("active", "vehicle")
    assert study_facts(blinded.store, blinded.design).allocations == ()
    assert blinded.store.people.allocations() == ()
    with pytest.raises(StudyError, match="needs a reason"):
        unblind_study(blinded, Opener(file), " ")
    opened = unblind_study(blinded, Opener(file), "database locked")
    truth = {(e.stratum, e.number): e.treatment for e in read_list(file)}
    assert [i.treatment for i in opened] == [truth[i.stratum, i.number] for i in opened]
    assert len(study_facts(blinded.store, blinded.design).allocations) == 4
    assert [i.reason for i in blinded.store.randomisation.unblindings()] == [
        "anaphylaxis, treatment must be known", "database locked",
    ]  # fmt: skip
    with pytest.raises(StudyError, match="nobody more is randomised"):
        randomise_next(blinded, "S9", {"centre": "A", "phototype": "I"})
    assert finding_rows(blinded) == []


def test_editing_the_design_opens_nothing(blinded: Study, tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    make_list(blinded, file)
    design = blinded.folder / "study.toml"
    design.write_text(design.read_text().replace('"double"', '"open"'))
    with open_study(blinded.folder) as again:
        with pytest.raises(StudyError, match="`next` opens nothing"):
            randomise_next(again, "S1", {"centre": "A", "phototype": "I"}, Opener(file))
        assert any("study.toml differs" in line for line in study_status(again).queries)


def test_a_list_under_a_passphrase_lies_in_the_study(parallel: Study) -> None:
    pytest.importorskip("pyrage")
    with pytest.raises(StudyError, match="12 are needed"):
        make_list(parallel, phrase="short")
    make_list(parallel, phrase=PHRASE)
    assert "active" not in parallel.store.randomisation.sealed()
    given = randomise_next(parallel, "S1", {"centre": "A", "phototype": "I"}, Opener(phrase=PHRASE))
    assert given.treatment in ("active", "vehicle")
    with pytest.raises(StudyError, match="does not open with this passphrase"):
        verify_list(parallel, Opener(phrase="another long phrase"))


def test_sides_and_sequences_are_drawn_as_the_design_asks(
    make, parallel_text: str, tmp_path: Path
) -> None:
    split = make(
        parallel_text.replace('"parallel"', '"split-face"').split("[[randomisation.factor]]")[0]
    )
    file = tmp_path / "split.json"
    made = make_list(split, file, seed="1")
    assert made.seed_given and [name for name, _ in made.strata] == ["all"]
    given = randomise_next(split, "S1", {}, Opener(file))
    assert dict(sides_of(given.treatment)).keys() == {"left", "right"}
    sides = {a.side: a.arm for a in split.store.people.allocations()}
    assert set(sides) == {"left", "right"} and set(sides.values()) == {"active", "vehicle"}


def test_levels_and_bands() -> None:
    bands = Factor("phototype", ("I-III", "IV-VI"))
    assert [level_of(bands, t) for t in ("I", "iii", "IV", "VI", "VII", "IV-VI")] == [
        "I-III", "I-III", "IV-VI", "IV-VI", "", "IV-VI",
    ]  # fmt: skip
    assert level_of(Factor("centre", ("A", "B")), "C") == ""
    assert sides_of("active") == {}


def test_a_list_is_kept_whole_or_not_at_all(
    parallel: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "list.json"

    def refuse(*_: object) -> None:
        raise StudyError("no")

    monkeypatch.setattr(type(parallel.store.randomisation), "keep", refuse)
    with pytest.raises(StudyError, match="no"):
        make_list(parallel, file)
    assert not file.exists()


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"schema": "turgor.randomisation-list/1"}',
    '{"schema": "turgor.randomisation-list/1", "entries": [[1]]}',
    '{"schema": "turgor.randomisation-list/1", "entries": [["a", true, "b", "c", 1, "d"]]}',
    "[" * 100000])  # fmt: skip
def test_what_is_no_list_is_refused_in_a_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.json"
    file.write_text(text)
    with pytest.raises(InputError, match="is no randomisation list"):
        read_list(file)


def test_store_of_a_study_without_a_list(parallel: Study) -> None:
    with pytest.raises(StudyError, match="has no list yet"):
        verify_list(parallel)
    assert isinstance(parallel.store, Store)
    assert replace(parallel, text="x").text == "x"
