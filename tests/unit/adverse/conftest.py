"""A study of three subjects with sessions, and tables to take in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from turgor.exchange.study_tables import HEADERS
from turgor.workflow.study import Study, init_study
from turgor.workflow.take_in import add_paths
from turgor.workflow.take_in.report import TakeInReport

SUBJECTS = (
    "subject,centre,birth_year,sex,phototype\nS01,a,1970,f,IV\nS02,a,1971,m,II\nS03,a,1972,f,\n"
)
SESSIONS = (
    "subject,date,site,side,modality,delivered,device,settings,operator,lots,deviation\n"
    "S01,2026-03-02,cheek,left,fractional-laser,yes,L,"
    "wavelength_nm=10600;energy_mj=20;density_pct=10;passes=1,AB,tip=T7,\n"
    "S01,2026-03-02,cheek,right,fractional-laser,no,L,"
    "wavelength_nm=10600;energy_mj=20;density_pct=10;passes=1,,,\n"
    "S01,2026-03-04,cheek,right,fractional-laser,yes,L,"
    "wavelength_nm=10600;energy_mj=15;density_pct=10;passes=1,AB,,person asked for less\n"
    "S02,2026-03-02,face,,microneedling,yes,N,needle_depth_mm=1.0;passes=4;level=6,,,\n"
)


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    with init_study(tmp_path / "study") as made:
        folder = tmp_path / "tables"
        folder.mkdir()
        (folder / "subjects.csv").write_text(SUBJECTS)
        (folder / "sessions.csv").write_text(SESSIONS)
        report = add_paths(made, [folder])
        assert report.refused == []
        yield made


Taking = Callable[..., TakeInReport]


@pytest.fixture
def take(study: Study, tmp_path: Path) -> Taking:
    """Takes in one table: its kind, then a row for each mapping of column to cell."""

    def taken(kind: str, *rows: dict[str, str], dry_run: bool = False) -> TakeInReport:
        header = HEADERS[kind]
        lines = [",".join(row.get(name, "") for name in header) for row in rows]
        path = tmp_path / f"{kind}.csv"
        path.write_text("\n".join([",".join(header), *lines]) + "\n")
        return add_paths(study, [path], dry_run=dry_run)

    return taken
