"""``turgor study zone``: zones of a place's photographs, placed once on the baseline."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from turgor.cli.output import emit_json, emit_line, one_line_errors

if TYPE_CHECKING:
    from turgor.store import KeptZones


def zone(
    folder: Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")],
    subject: Annotated[str, typer.Option(help="Subject of the place.")] = "",
    site: Annotated[str, typer.Option(help="Site of the place.")] = "",
    side: Annotated[str, typer.Option(help="Side: left, right, midline.")] = "",
    name: Annotated[str, typer.Option(help="Region name of the place, where it has one.")] = "",
    points: Annotated[
        str,
        typer.Option(
            help="'right_eye_outer=x,y; ...' px of the baseline photograph, five or more: places "
            "the zones of the face. right and left are the person's own."
        ),
    ] = "",
    zones: Annotated[
        str, typer.Option(help="Which zones of the face, by commas; else all in the picture.")
    ] = "",
    polygon: Annotated[
        str, typer.Option(help="'x y; x y; x y' px: draws one zone of your own, named by --zone.")
    ] = "",
    zone_name: Annotated[str, typer.Option("--zone", help="Name of the drawn zone.")] = "",
    plug_in: Annotated[
        str, typer.Option(help="Place the zones by an installed landmark plug-in.")
    ] = "",
    preview: Annotated[
        Path | None,
        typer.Option(help="Write the baseline photograph with pixel ticks to this PNG."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Place zones on a baseline photograph, or list them; follow-ups get them by registration."""
    with one_line_errors():
        from turgor.errors import InputError
        from turgor.workflow import zone as zoning
        from turgor.workflow.photo_setting import named_points, pixel_points
        from turgor.workflow.study import open_study

        ways = [bool(points), bool(polygon), bool(plug_in), preview is not None]
        if sum(ways) > 1:
            raise InputError("give one of --points, --polygon, --plug-in and --preview")
        with open_study(folder) as study:
            if not any(ways):
                _tell(zoning.list_zones(study), as_json)
                return
            place = zoning.photo_place(study, subject, site, side, name)
            wanted = tuple(part.strip() for part in zones.split(",") if part.strip())
            if preview is not None:
                zoning.write_zone_preview(study, place, preview)
                if not as_json:
                    emit_line(f"{preview}: read points off its ticks, then give them as --points")
                _tell((), as_json, [str(preview)])
                return
            if points:
                kept = zoning.place_by_points(study, place, named_points(points), wanted)
            elif polygon:
                corners = pixel_points(polygon, "--polygon") or ()
                kept = zoning.place_polygon(study, place, zone_name, corners)
            else:
                kept = zoning.place_by_plug_in(study, place, plug_in, wanted)
        _tell((kept,), as_json)


def _tell(
    found: "tuple[KeptZones, ...]", as_json: bool, previews: "list[str] | None" = None
) -> None:
    if as_json:
        emit_json(
            {
                "schema": "turgor.study-zone/1",
                "zones": [_document(kept) for kept in found],
                "previews": previews or [],
            }
        )
        return
    for kept in found:
        own = kept.zones
        place = f"{own.subject} {own.site.name} {own.site.side} {own.region}".rstrip()
        residual = own.details.get("residual", "")
        fit = f", residual {residual} of the eye distance" if residual else ""
        emit_line(f"{place}: version {kept.version}, {own.origin}{fit}: {', '.join(own.polygons)}")
        if own.details.get("left_out"):
            emit_line(f"  not in the picture, left out: {own.details['left_out']}")
        if own.details.get("flags"):
            emit_line(f"  ! {own.details['flags']}")
    if not found and previews is None:
        emit_line("no zones yet; photographs are measured over all the skin that they share")


def _document(kept: "KeptZones") -> dict[str, object]:
    own = kept.zones
    return {
        "subject": own.subject,
        "site": own.site.name,
        "side": own.site.side,
        "region": own.region,
        "version": kept.version,
        "origin": own.origin,
        "capture": own.capture,
        "polygons_px": {name: [list(p) for p in corners] for name, corners in own.polygons.items()},
        "holes_px": {name: [list(p) for p in corners] for name, corners in own.holes.items()},
        "points_px": {name: list(point) for name, point in own.points.items()},
        "details": dict(own.details),
    }
