"""``turgor study region``: which patch of skin is measured, declared openly or blind."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from turgor.cli.output import emit_json, emit_line, emit_refusals, exit_code, one_line_errors
from turgor.cli.progress import progress
from turgor.errors import InputError

if TYPE_CHECKING:
    from turgor.workflow.region import BlindSet, PlacedRegions


def region(
    folder: Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")],
    subject: Annotated[str, typer.Option(help="Whose region to set.")] = "",
    site: Annotated[str, typer.Option(help="Body site, in the study's word.")] = "",
    side: Annotated[str, typer.Option(help="left, right, midline or unstated.")] = "unstated",
    name: Annotated[str, typer.Option(help="The region's name, as captures carry it.")] = "",
    polygon: Annotated[
        str,
        typer.Option("--polygon", help="Corners in mm of the baseline capture: 'x y; x y; x y'."),
    ] = "",
    blind: Annotated[
        Path | None,
        typer.Option("--blind", metavar="DIR", help="Write coded previews to place blind."),
    ] = None,
    import_file: Annotated[
        Path | None,
        typer.Option("--import", metavar="FILE", help="Read back a filled-in regions.csv."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """List regions, set one, or place them blind to side and arm."""
    from turgor.workflow.region import import_blind, list_regions, set_region, write_blind
    from turgor.workflow.study import open_study

    ways = [bool(polygon), blind is not None, import_file is not None]
    with one_line_errors(), open_study(folder) as study:
        if sum(ways) > 1:
            raise InputError("give one of --polygon, --blind and --import")
        if blind is not None:
            with progress("drawing previews") as step:
                made = write_blind(study, blind, progress=step)
            _tell_blind(made, as_json)
            raise typer.Exit(exit_code(bool(made.refused)))
        if import_file is not None:
            placed = import_blind(study, import_file)
        elif polygon:
            placed = set_region(study, subject, site, side, name, polygon)
        else:
            placed = list_regions(study)
    _tell(placed, as_json)
    raise typer.Exit(exit_code(bool(placed.refused)))


def _tell_blind(made: "BlindSet", as_json: bool) -> None:
    if as_json:
        emit_json(
            {
                "schema": "turgor.study-region/1",
                "regions": [],
                "previews": [str(path) for path in made.previews],
                "table": str(made.table),
                "refused": [{"what": what, "reason": reason} for what, reason in made.refused],
            }
        )
        return
    emit_refusals(made.refused)
    emit_line(f"{len(made.previews)} previews written beside {made.table}")
    emit_line("fill in polygon_mm ('x y; x y; x y', read off the ticks), then --import the table")


def _tell(placed: "PlacedRegions", as_json: bool) -> None:
    if as_json:
        emit_json(
            {
                "schema": "turgor.study-region/1",
                "regions": [
                    {
                        "subject": kept.region.subject,
                        "site": kept.region.site.name,
                        "side": kept.region.site.side,
                        "name": kept.region.name,
                        "version": kept.version,
                        "origin": kept.origin,
                        "placed_blind": kept.region.placed_blind,
                        "polygon_um": [list(point) for point in kept.region.polygon_um],
                    }
                    for kept in placed.regions
                ],
                "previews": [],
                "table": None,
                "refused": [{"what": what, "reason": reason} for what, reason in placed.refused],
            }
        )
        return
    emit_refusals(placed.refused)
    for kept in placed.regions:
        own = kept.region
        corners = "; ".join(f"{x / 1000:g} {y / 1000:g}" for x, y in own.polygon_um)
        blind = ", placed blind" if own.placed_blind else ""
        emit_line(
            f"{own.subject} {own.site.name} {own.site.side} {own.name}".rstrip()
            + f": version {kept.version}, {kept.origin}{blind}: {corners or 'whole field'} mm"
        )
    if not placed.regions:
        emit_line("no regions yet; `turgor study measure` works out the shared field of each place")
