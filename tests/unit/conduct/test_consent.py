"""consent.csv, withdrawal, and captures that are refused where a design asks for consent."""

import datetime as dt
from pathlib import Path

import pytest
from PIL import Image

from turgor.errors import StudyError
from turgor.record.consent import SCOPES, Consent
from turgor.workflow.conduct.consent import covers, withdraw_consent, withdrawals
from turgor.workflow.study import Study
from turgor.workflow.take_in import add_paths

HEADER = "subject,form,date,scope,withdrawn_on\n"
DAY = dt.date(2026, 1, 5)


def table(folder: Path, *rows: str) -> Path:
    path = folder / "consent.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n")
    return path


def test_a_table_is_taken_in_row_by_row(parallel: Study, tmp_path: Path) -> None:
    path = table(
        tmp_path, "S1,2.1,2026-01-05,study;photographs,", "S2,2.1,2026-01-05,all,",
        "S3,2.1,05/01/2026,study,", "S3,2.1,2026-01-05,selfies,", "S3,,2026-01-05,study,",
        "S3,2.1,2026-01-05,study,2026-01-04", "S4,2.1",
    )  # fmt: skip
    report = add_paths(parallel, [path])
    assert [item.outcome for item in report.entries] == ["added"] * 7
    assert [item.line for item in report.refused] == [8, 4, 5, 6, 7]
    assert add_paths(parallel, [path]).count("same") == 7
    dry = add_paths(parallel, [table(tmp_path, "S9,1,2026-01-05,study,")], dry_run=True)
    assert dry.count("added") == 1
    assert {k.record.subject for k in parallel.store.consents.all()} == {"S1", "S2"}


def test_a_withdrawal_fills_in_and_never_goes_by_an_empty_cell(
    parallel: Study, tmp_path: Path
) -> None:
    plain, ended = "S1,2,2026-01-05,photographs,", "S1,2,2026-01-05,photographs,2026-02-01"
    for row, outcome in ((plain, "added"), (ended, "added"), (plain, "same"), (ended, "same")):
        report = add_paths(parallel, [table(tmp_path, row)])
        assert [item.outcome for item in report.entries] == [outcome]
    (kept,) = parallel.store.consents.all()
    assert (kept.version, kept.record.withdrawn_on) == (2, dt.date(2026, 2, 1))
    report = add_paths(parallel, [table(tmp_path, "S1,2,2026-01-06,photographs,")])
    assert "on record already with other content" in report.refused[0].reason
    (gone,) = withdrawals(parallel)
    assert gone.follows == "erase the photographs; their numbers stay"
    report = add_paths(parallel, [table(tmp_path, "S1,3,2026-03-01,photographs,")])
    assert withdrawals(parallel) == ()  # a new form was signed


def test_withdrawing_one_scope_or_all(parallel: Study, tmp_path: Path) -> None:
    add_paths(parallel, [table(tmp_path, "S1,2,2026-01-05,all,")])
    withdraw_consent(parallel, "S1", "data-sharing", dt.date(2026, 2, 1))
    assert [item.scope for item in withdrawals(parallel)] == ["data-sharing"]
    with pytest.raises(StudyError, match="given on 2026-01-05, after 2026-01-01"):
        withdraw_consent(parallel, "S1", "all", dt.date(2026, 1, 1))
    assert len(withdraw_consent(parallel, "S1", "all", dt.date(2026, 3, 1))) == len(SCOPES) - 1
    with pytest.raises(StudyError, match="that stands"):
        withdraw_consent(parallel, "S1", "all", dt.date(2026, 3, 1))


def test_a_consent_covers_its_days() -> None:
    given = [Consent("S1", "1", DAY, "study", DAY + dt.timedelta(10))]
    days = {-1: False, 0: True, 9: True, 10: False}
    for day, covered in days.items():
        assert covers(given, "S1", "study", DAY + dt.timedelta(day)) is covered
    assert not covers(given, "S1", "photographs", DAY) and not covers(given, "S2", "study", DAY)
    assert not covers(given, "S1", "study", None)


def test_captures_wait_for_consent_where_it_is_required(
    make, parallel_text: str, tmp_path: Path
) -> None:
    text = parallel_text.replace('blinding = "open"', "consent_required = true")
    study = make(text + '[captures]\npattern = "{subject}_{visit}"\nsite = "cheek"\n')
    data = tmp_path / "data"
    data.mkdir()
    Image.new("RGB", (64, 48), (200, 160, 140)).save(data / "S1_V0.png")
    report = add_paths(study, [data])
    assert "no consent to 'photographs' on record" in report.refused[0].reason
    table(data, "S1,2,2026-01-05,study,")
    assert add_paths(study, [data]).refused
    table(data, "S1,2,2026-01-05,photographs,")
    report = add_paths(study, [data])
    assert report.refused == [] and [e.kind for e in report.entries] == ["consent", "capture"]
