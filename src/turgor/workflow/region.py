"""Regions of a study: list them, set one, or have them placed by someone who can't see the side."""

import csv
import io
import secrets
from dataclasses import dataclass
from pathlib import Path

from turgor.errors import InputError, StudyError, TurgorError
from turgor.exchange.study_tables import side_of
from turgor.record.capture import Capture
from turgor.record.site import BodySite, Region
from turgor.store import KeptRegion
from turgor.store.faults import file_faults
from turgor.workflow.carrying import Polygon
from turgor.workflow.laying import read_kept
from turgor.workflow.places import Place, surface_places
from turgor.workflow.preview import write_preview
from turgor.workflow.progress import Progress, silent
from turgor.workflow.study import Study

BLIND_HEADER = ("code", "polygon_mm")
BLIND_TABLE = "regions.csv"


@dataclass(frozen=True, slots=True)
class PlacedRegions:
    """Regions as they stand after the call, and (what, reason) of what was refused."""

    regions: tuple[KeptRegion, ...]
    refused: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class BlindSet:
    """Coded previews and the table to fill in; the key stays in the study."""

    previews: tuple[Path, ...]
    table: Path
    refused: tuple[tuple[str, str], ...] = ()


def list_regions(study: Study) -> PlacedRegions:
    """Every region in its newest version."""
    return PlacedRegions(study.store.regions.newest())


def set_region(
    study: Study, subject: str, site: str, side: str, name: str, polygon_mm: str
) -> PlacedRegions:
    """Declare one region by its corners in mm of the baseline capture.

    Errors: StudyError where the polygon or the place is wrong; StoreError.
    """
    if not subject or not site:
        raise InputError("name the place with --subject and --site (and --side, --name)")
    wanted = BodySite(site, side_of(side))
    known = surface_places(study.store.captures.all(), study.design.baseline)
    if not any((p.subject, p.site, p.region) == (subject, wanted, name) for p in known):
        raise StudyError(
            f"no captures of {subject} {site} {wanted.side}{f' {name}' if name else ''} are in the "
            f"study; there are {', '.join(place.label for place in known) or 'none at all'}"
        )
    region = Region(name, subject, wanted, parse_polygon(polygon_mm))
    return PlacedRegions((study.store.regions.set(region),))


def parse_polygon(text: str) -> Polygon:
    """Corners written 'x y; x y; x y' in mm, as (x, y) in µm.

    Errors: StudyError where it is no simple polygon of at least three corners with an area.
    """
    corners: list[tuple[float, float]] = []
    for part in filter(None, (item.strip() for item in text.split(";"))):
        numbers = part.replace(",", " ").split()
        try:
            x, y = (float(item) for item in numbers)
        except ValueError:
            raise StudyError(
                f"polygon corner '{part}' is not two numbers; write 'x y; x y; x y' in mm"
            ) from None
        if not (0 <= x <= 1000 and 0 <= y <= 1000):
            raise StudyError(f"polygon corner '{part}' lies outside 0 to 1000 mm")
        corners.append((round(1000 * x, 3), round(1000 * y, 3)))
    if len(corners) < 3:
        raise StudyError(f"polygon '{text}' has {len(corners)} corners; at least 3 are needed")
    area = 0.5 * sum(
        ax * by - bx * ay
        for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True)
    )
    if abs(area) < 1.0:
        raise StudyError(f"polygon '{text}' encloses no area; give its corners in order")
    return tuple(corners)


def write_blind(study: Study, folder: Path, progress: Progress = silent) -> BlindSet:
    """Write one coded preview of each place's baseline capture, in shuffled order.

    Neither the file's name, its metadata nor the table holds subject, side, visit or arm; the
    key from code to capture is kept in the study only.

    Errors: StoreError where the folder can't be written; InputError where it holds files.
    """
    every = surface_places(study.store.captures.all(), study.design.baseline)
    found = [place for place in every if place.baseline]
    if not found:
        raise StudyError("the study has no baseline captures to place regions on; add them first")
    with file_faults(folder):
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise InputError(f"{folder}: holds files already; name an empty folder")
    secrets.SystemRandom().shuffle(found)
    used = set(study.store.regions.codes())
    codes: dict[str, str] = {}
    previews: list[Path] = []
    refused: list[tuple[str, str]] = []
    for done, place in enumerate(found):
        progress(done, len(found), "")
        code = _new_code(used)
        try:
            previews.append(_preview(study, place, folder / f"{code}.png", code))
        except TurgorError as error:
            refused.append((place.label, str(error)))
            continue
        codes[code] = _baseline(place).sha256
    table = folder / BLIND_TABLE
    study.store.regions.add_codes(codes)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(BLIND_HEADER)
    writer.writerows((code, "") for code in sorted(codes))
    with file_faults(table):
        table.write_text(text.getvalue(), encoding="utf-8")
    progress(len(found), len(found), "")
    return BlindSet(tuple(sorted(previews)), table, tuple(refused))


def import_blind(study: Study, table: Path) -> PlacedRegions:
    """Read back a filled-in table and declare its regions as placed blind; each row stands alone.

    Errors: InputError where the table can't be read or has another header.
    """
    try:
        text = table.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{table}: can't be read ({error}); check the path") from error
    reader = csv.reader(io.StringIO(text, newline=""))
    if tuple(next(reader, ())) != BLIND_HEADER:
        raise InputError(f"{table}: its header must be '{','.join(BLIND_HEADER)}'")
    keys = study.store.regions.codes()
    captures = {capture.sha256: capture for capture in study.store.captures.all()}
    kept: list[KeptRegion] = []
    refused: list[tuple[str, str]] = []
    for cells in reader:
        where = f"{table.name}:{reader.line_num}"
        if not any(cells):
            continue
        try:
            if len(cells) != len(BLIND_HEADER):
                raise StudyError(f"has {len(cells)} cells; the header has {len(BLIND_HEADER)}")
            code, polygon = (cell.strip() for cell in cells)
            if not polygon:
                raise StudyError(f"code '{code}' has no polygon; its region stays as it is")
            if code not in keys:
                raise StudyError(f"code '{code}' was never given out by this study")
            kept.append(study.store.regions.set(_blind_region(captures[keys[code]], polygon)))
        except TurgorError as error:
            refused.append((where, str(error)))
    return PlacedRegions(tuple(kept), tuple(refused))


def _blind_region(capture: Capture, polygon: str) -> Region:
    return Region(capture.region, capture.subject, capture.site, parse_polygon(polygon), True)


def _new_code(used: set[str]) -> str:
    while True:
        code = "R" + "".join(secrets.choice("ACDEFGHJKLMNPQRTUVWXY34679") for _ in range(6))
        if code not in used:
            used.add(code)
            return code


def _baseline(place: Place) -> Capture:
    if place.baseline is None:
        raise StudyError(f"{place.label}: has no baseline capture")
    return place.baseline


def _preview(study: Study, place: Place, path: Path, code: str) -> Path:
    height_map = read_kept(study, _baseline(place))
    with file_faults(path):
        write_preview(height_map, path, code)
    return path
