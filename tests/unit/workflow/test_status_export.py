import csv
import json
from pathlib import Path

from turgor.exchange.tidy import FINDING_COLUMNS
from turgor.workflow.export import export_study
from turgor.workflow.measure_study import measure_study
from turgor.workflow.status import study_status
from turgor.workflow.study import Study
from turgor.workflow.take_in import add_paths


def test_status_names_what_is_missing_and_asks(
    study: Study, double, phantom_folder: Path, tmp_path: Path
) -> None:
    rows = (phantom_folder / "captures.csv").read_text().splitlines()
    kept = [row for row in rows[1:] if ",V0," in row and ",left," in row]
    table = tmp_path / "captures.csv"
    table.write_text(
        "\n".join(
            [rows[0], *(row.replace("captures/", f"{phantom_folder}/captures/") for row in kept)]
        )
        + "\n"
    )
    visits = tmp_path / "visits.csv"
    visits.write_text(
        "subject,visit,date,acclimatisation_min,temperature_c,relative_humidity_pct,"
        "hours_since_product,days_since_session\nS01,V0,2026-01-05,,,,,\nS01,V1,2026-02-20,,,,,\n"
    )
    assert not add_paths(study, [table, visits]).refused
    status = study_status(study, double.method())
    assert [(m.subject, m.visit, m.side) for m in status.missing] == [("S01", "V1", "left")]
    assert len(status.unmeasured) == 2
    assert "S01 left: which arm was this allocated to?" in status.queries
    assert any("2026-02-20 is 18 days late of day 2026-02-02" in line for line in status.queries)
    assert any("days_since_session was not recorded" in line for line in status.queries)
    measure_study(study, double.method())
    assert study_status(study, double.method()).unmeasured == ()


def test_an_export_is_tidy_explained_and_the_same_twice(
    filled: Study, double, tmp_path: Path
) -> None:
    measure_study(filled, double.method())
    first = export_study(filled, tmp_path / "a")
    export_study(filled, tmp_path / "b")
    assert first.findings == 12
    for path in first.files:
        if path.name != "export.json":  # the only file that says when
            assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()
    with (tmp_path / "a" / "findings.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == list(FINDING_COLUMNS)
    document = json.loads((tmp_path / "a" / "findings.json").read_text(encoding="utf-8"))
    for row, entry in zip(rows, document["findings"], strict=True):
        assert float(row["value"]) == entry["value"]
        assert json.loads(row["conditions"]) == {}
        assert row["arm"] in ("microneedling", "untreated")
    dictionary = json.loads((tmp_path / "a" / "dictionary.json").read_text(encoding="utf-8"))
    told = [item["column"] for item in dictionary["columns"] if item["table"] == "findings"]
    assert told == list(FINDING_COLUMNS)
    assert [item["id"] for item in dictionary["metrics"]] == ["double.area", "double.mean"]
