"""The options of ``turgor measure``, by kind of capture."""

from pathlib import Path
from typing import Annotated, Any

import typer

_MAP, _SPECTRUM, _PHOTO = "Height maps", "Spectra", "Photographs"


def _of(kind: str, text: str) -> Any:
    """An option that concerns one kind of capture only, which its help says first."""
    return typer.Option(help=f"{kind}: {text}")


Paths = Annotated[
    list[Path], typer.Argument(metavar="PATH...", help="Captures, or folders of them.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document.")]
PipelineName = Annotated[
    str,
    typer.Option(help="Height maps: skin: the default operators; raw: the heights as recorded."),
]
Objects = Annotated[
    bool,
    typer.Option(
        "--objects",
        help="Also a line for each number of each single wrinkle, spot or spectrum of a table.",
    ),
]
Kind = Annotated[
    str | None,
    typer.Option(help="What every file is, where it does not say so itself; see --set."),
]
State = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KIND.NAME=VALUE",
        help="What a file of suction, ultrasound, barrier, wave, oct or elastogram does not say, "
        "for example suction.aperture_mm=2; several times. A wrong name lists the right ones.",
    ),
]
SettingsFile = Annotated[
    Path | None,
    typer.Option("--settings", help="A TOML file of such tables: [suction], [ultrasound] ..."),
]
PitchUm = Annotated[
    float | None,
    _of(_MAP, "µm between points, where a file does not say."),
]
PitchYUm = Annotated[
    float | None,
    _of(_MAP, "µm between rows, where it differs from --pitch-um."),
]
HeightUnit = Annotated[
    str | None,
    _of(_MAP, "Unit of the heights, where a file does not say."),
]
LateralUnit = Annotated[
    str | None,
    _of(_MAP, "Unit of x and y, where a file does not say."),
]
UmPerCount = Annotated[
    float | None,
    _of(_MAP, "µm of height for one grey level of a 16-bit image."),
]
MissingCount = Annotated[
    int | None,
    _of(_MAP, "The grey level of a 16-bit image that means 'not measured'."),
]
MeshUnit = Annotated[
    str | None,
    _of(_MAP, "Unit of a mesh's coordinates, for example mm."),
]
MeshPitchUm = Annotated[
    float | None,
    _of(_MAP, "µm between the points a mesh is resampled to."),
]
MeshAxis = Annotated[
    str | None,
    _of(_MAP, "Axis a mesh is seen along: x, -x, y, -y, z or -z."),
]
RegionMm = Annotated[
    str | None,
    _of(_MAP, "x0,y0,x1,y1 in mm: the part of a mesh to resample."),
]
Illuminant = Annotated[
    str,
    _of(_SPECTRUM, "Light of the colour: D65, D50, D55, D75, A, C, E."),
]
Observer = Annotated[str, _of(_SPECTRUM, "cie-1931-2deg or cie-1964-10deg.")]
Geometry = Annotated[
    str | None,
    _of(_SPECTRUM, "d:8-sci, d:8-sce, 8:d-sci, 8:d-sce, 45:0 or 0:45."),
]
ApertureMm = Annotated[float | None, _of(_SPECTRUM, "Diameter of the measured spot, mm.")]
BandwidthNm = Annotated[float | None, _of(_SPECTRUM, "Bandwidth of the instrument, nm.")]
Scale = Annotated[
    str | None,
    _of(_SPECTRUM, "percent or fraction, where the numbers leave it open."),
]
Chart = Annotated[
    str,
    _of(
        _PHOTO,
        "The colour chart in the picture: a built-in one, a chart file, or none.",
    ),
]
ChartPitchMm = Annotated[
    float | None,
    _of(
        _PHOTO,
        "mm between the centres of the chart's neighbouring patches, where it isn't its own.",
    ),
]
ChartCorners = Annotated[
    str | None,
    _of(
        _PHOTO,
        "'x y; x y; x y; x y' px: outer corners of the corner patches, from the chart's own "
        "top left clockwise, where it is not found by itself.",
    ),
]
Zone = Annotated[
    str | None,
    _of(_PHOTO, "'x y; x y; x y ...' px: the skin to measure; else all of it."),
]
PixelUm = Annotated[
    float | None,
    _of(_PHOTO, "µm of skin a pixel, where chart and file don't say."),
]
Encoding = Annotated[
    str | None,
    _of(_PHOTO, "srgb, display-p3, adobe-rgb or linear, where it isn't said."),
]
FlatField = Annotated[
    Path | None,
    _of(_PHOTO, "A photograph of an even grey card under the same light."),
]
Maps = Annotated[
    Path | None,
    _of(_PHOTO, "Folder for pigment and redness maps as pictures."),
]
Instrument = Annotated[
    str,
    typer.Option(
        help="Filled forms: the questionnaire that they answer, a file or a shipped name, where "
        "it is not shipped or they don't say."
    ),
]
