"""Whatever stands in the cells, a row is read or refused in one line, and nothing else happens."""

import random
from pathlib import Path

import pytest

from turgor.errors import StudyError
from turgor.exchange.event_tables import read_adverse_course, read_adverse_events, read_diary
from turgor.exchange.study_tables import HEADERS, kind_of, read_sessions
from turgor.record.session import MODALITIES
from turgor.record.session_settings import check_settings
from turgor.record.setting_spec import UNIT_ENDINGS, modality_settings

READERS = {
    "adverse-events": read_adverse_events,
    "adverse-course": read_adverse_course,
    "diary": read_diary,
    "sessions": read_sessions,
}
CELLS = (
    "", "S01", "cheek", "left", "2026-03-04", "9999-12-31", "0001-01-01", "3", "-1", "9999999999",
    "1e999", "nan", "yes", "no", "?", "erythema", "other", "infection", "resolved", "fatal",
    "pus=yes;fever=?", "pain=2", "pain=;itch=x", "=;=", "keloid;keloid", "none", "system=a", "²",
    "microneedling", "needle_depth_mm=1;needle_depth_um=2", "10", "4", "5", "a" * 300, "'", "٣",
    "death",
)  # fmt: skip


@pytest.mark.parametrize("kind", READERS)
def test_any_cells(kind: str, tmp_path: Path) -> None:
    rng = random.Random(5)
    header = HEADERS[kind]
    rows = [[rng.choice(CELLS) for _ in header] for _ in range(600)]
    path = tmp_path / f"{kind}.csv"
    path.write_text("\n".join(",".join(row) for row in [list(header), *rows]))
    assert kind_of(path) == kind
    found = READERS[kind](path)
    assert len(found.read) + len(found.refused) == len(rows)
    assert all("\n" not in reason and len(reason) < 900 for _, reason in found.refused)


def test_any_settings() -> None:
    rng = random.Random(6)
    values = (
        "1",
        "-1",
        "1e9",
        "1 mm",
        "1 kg",
        "yes",
        "",
        "1 " + "9**" * 9 + "9",
        "tca",
        "% %",
        "5 %",
    )
    names = [name for modality in MODALITIES for name in modality_settings(modality).specs]
    endings = list(UNIT_ENDINGS)
    for _ in range(800):
        stems = [rng.choice(names).rpartition("_")[0] or "x" for _ in range(2)]
        given = {f"{stem}_{rng.choice(endings)}": rng.choice(values) for stem in stems}
        given[rng.choice(names)] = rng.choice(values)
        modality = rng.choice(MODALITIES)
        try:
            checked = check_settings(modality, given)
        except StudyError as error:
            assert "\n" not in str(error)
        else:
            assert check_settings(modality, checked.settings).settings == checked.settings
