"""Norms, repeatability and adverse rates: whole, equal to what was collected, refused if broken."""

import csv
import os
import re
from pathlib import Path

import pytest

from turgor.errors import EvidenceError
from turgor.evidence.adverse_rate import KINDS, all_adverse_rates, read_adverse_rates
from turgor.evidence.norm import all_norms, read_norms
from turgor.evidence.norms.meaning import places_of, quantities, quantity_of, regions_of
from turgor.evidence.publications import all_publications
from turgor.evidence.repeatability import all_repeatability, read_repeatability
from turgor.evidence.typed_row import data_folder
from turgor.record.adverse_event import EVENT_KINDS

COLLECTED = Path(__file__).resolve().parents[4] / "shared" / "evidence"
SEEN = {"yes": "verified", "no": "unverified", "secondary": "secondary"}


def collected(name: str) -> list[dict[str, str]]:
    path = COLLECTED / name
    if not path.is_file():
        reason = "collected evidence not found beside the repository (shared/evidence)"
        if os.environ.get("TURGOR_REQUIRE_DATA") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def number(text: str) -> float | None:
    return float(text) if text else None


def test_every_collected_norm_has_its_record() -> None:
    rows, kept = collected("norms.csv"), {norm.id: norm for norm in all_norms()}
    assert len(rows) == len(kept) == 317
    for row in rows:
        norm = kept[row["row_id"]]
        assert norm.quantity == row["quantity"] and norm.unit == row["unit"], norm.id
        said = (norm.mean, norm.sd, norm.slope_per_year, norm.age_mean)
        names = ("mean", "sd", "slope_per_year", "age_mean")
        assert said == tuple(number(row[name]) for name in names), norm.id
        assert norm.seen == SEEN[row["verified"]], norm.id
        if row["n"] and "articles" not in row["note"]:
            assert norm.n == number(row["n"]), norm.id
        if row["correlation_with_age"]:
            assert norm.correlation == number(row["correlation_with_age"]), norm.id
        span = re.fullmatch(r"(\d+)-(\d+)", row["age_range"])
        if span:
            assert (norm.age_low, norm.age_high) == tuple(map(float, span.groups())), norm.id


def test_every_number_of_a_norms_note_is_a_field() -> None:
    """Intervals, standard errors and years since menopause stood in sentences only."""
    kept = {norm.id: norm for norm in all_norms()}
    for row in collected("norms.csv"):
        norm, note = kept[row["row_id"]], row["note"]
        ends = re.search(r"95% CI ([\d.]+)-([\d.]+)", note)
        if ends:
            assert (norm.low, norm.high) == tuple(map(float, ends.groups())), norm.id
        menopause = re.search(r"r_years_since_menopause=(-[\d.]+) ", note)
        if menopause and not row["correlation_with_age"]:
            assert norm.correlation == float(menopause[1]), norm.id
            assert norm.correlate == "years-since-menopause"
        if note.startswith("direction only") and norm.contrast in ("", "age"):
            assert norm.direction or norm.shape, norm.id
        age_sd = re.search(r"age SD ([\d.]+)", note)
        if age_sd and norm.statistic != "percent-change":
            assert norm.age_sd == float(age_sd[1]), norm.id


def test_every_collected_repeatability_has_its_record() -> None:
    rows, kept = collected("repeatability.csv"), {row.id: row for row in all_repeatability()}
    assert len(rows) == len(kept) == 95
    for row in rows:
        mine = kept[row["row_id"]]
        assert mine.quantity == row["quantity"] and mine.device == row["device"], mine.id
        said = (mine.icc, mine.cv_pct, mine.sem, mine.sdc95)
        assert said == tuple(number(row[name]) for name in ("icc", "cv_pct", "sem", "sdc95"))
        assert mine.seen == SEEN[row["verified"]], mine.id
        ends = re.search(r"icc_low=([\d.]+);icc_high=([\d.]+)", row["note"])
        if ends:
            assert (mine.icc_low, mine.icc_high) == tuple(map(float, ends.groups())), mine.id
        assert (mine.bound == "at-least") >= ("LOWER BOUND" in row["note"]), mine.id


def test_every_collected_adverse_rate_has_its_record() -> None:
    rows, kept = collected("adverse.csv"), all_adverse_rates()
    assert len(rows) == len(kept) == 129
    for row, rate in zip(rows, kept, strict=True):
        assert rate.events == number(row["events_n"]), rate.id
        if re.fullmatch(r"[\d.]+", row["rate_pct"]):
            assert rate.rate_pct == float(row["rate_pct"]), rate.id
        if re.fullmatch(r"\d+", row["n"]):
            assert rate.n == float(row["n"]) and rate.per == "people", rate.id
        if row["verified"] == "no":
            assert rate.seen == "unverified", rate.id
        assert ("SECONDARY" in row["source"]) == (rate.seen == "secondary"), rate.id


def test_nobody_hurt_is_kept_as_nought_of_so_many() -> None:
    none = [rate for rate in all_adverse_rates() if rate.events == 0.0]
    assert len(none) == 28
    assert all(rate.counted == (0.0, rate.n) and rate.n for rate in none)


def test_kinds_of_events_are_those_of_the_record() -> None:
    assert KINDS == EVENT_KINDS


def test_publications_and_meanings_are_known() -> None:
    known = all_publications()
    for row in (*all_norms(), *all_repeatability(), *all_adverse_rates()):
        assert row.publication in known, row.id
    for norm in all_norms():
        assert quantity_of(norm).observable or quantity_of(norm).reason
        assert len(places_of(norm)) <= len(norm.site) and bool(regions_of(norm)) == bool(norm.site)
        assert set(norm.conflicts) <= {other.id for other in all_norms()}, norm.id
    assert {norm.quantity for norm in all_norms()} == set(quantities())


def broken(tmp_path: Path, folder: str, name: str, line: int, column: str, text: str) -> Path:
    rows = list(csv.reader((data_folder(folder) / name).read_text(encoding="utf-8").splitlines()))
    rows[line - 1][rows[0].index(column)] = text
    path = tmp_path / name
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows(rows)
    return path


@pytest.mark.parametrize(
    ("column", "text", "said"),
    [
        ("statistic", "average", "line 3, field 'statistic': is 'average'; allowed: mean, slope"),
        ("mean", "", "line 3, field 'mean': is empty; a row of statistic 'mean' needs it"),
        ("mean", "twelve", "field 'mean': is 'twelve'; a number is needed"),
        ("age_low", "150", "field 'age_low': is 150; allowed: 0.0 to 120.0"),
        ("seen", "yes", "field 'seen': is 'yes'; allowed: verified, secondary, unverified"),
        ("low", "1", "field 'interval'"),
        ("correlation", "0.3", "field 'correlate': is empty; allowed: age, perceived-age"),
        ("publication", "", "field 'publication': is empty, but needed"),
        ("id", "NORM001", "field 'id': 'NORM001' stands twice"),
    ],
)
def test_a_broken_norm_is_refused(tmp_path: Path, column: str, text: str, said: str) -> None:
    path = broken(tmp_path, "norms", "norms.csv", 3, column, text)
    with pytest.raises(EvidenceError) as error:
        read_norms(path)
    assert said in str(error.value) and str(error.value).startswith("norms.csv, line 3")


def test_broken_repeatability_and_rates_are_refused(tmp_path: Path) -> None:
    path = broken(tmp_path, "repeatability", "repeatability.csv", 2, "coefficient", "")
    with pytest.raises(EvidenceError, match="field 'coefficient': is empty; allowed: icc"):
        read_repeatability(path)
    path = broken(tmp_path, "adverse", "adverse.csv", 4, "events", "28")
    with pytest.raises(EvidenceError, match="field 'events': 28 of 27 are too many"):
        read_adverse_rates(path)
    path = broken(tmp_path, "adverse", "adverse.csv", 4, "rate_pct", "5.2")
    with pytest.raises(EvidenceError, match=r"field 'rate_pct': 5.2 % is not 1 of 27"):
        read_adverse_rates(path)


def test_a_table_with_other_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "norms.csv"
    path.write_text("id,mean\nA,1\n", encoding="utf-8")
    with pytest.raises(EvidenceError, match="line 1: the columns must be id,publication"):
        read_norms(path)
