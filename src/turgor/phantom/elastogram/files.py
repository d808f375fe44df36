"""The planted map as the three kinds of file that scanners leave, each by our own writers."""

from dataclasses import dataclass
from pathlib import Path

from turgor.formats.elastogram import ElastogramOptions, write_elastogram
from turgor.phantom.elastogram.picture import screen
from turgor.phantom.elastogram.planted import (
    ElastogramSpec,
    ElastogramTruth,
    planted_elastogram,
)
from turgor.record.elastogram import Elastogram, StatedStiffness

DEVICE = "virtual scanner"
_TWO_D = "2D Shear Wave Elastography"
#: density with which the virtual scanner turns its speed into E = 3 rho c^2, as scanners do
_DENSITY_KG_M3 = 1000.0
ASSUMPTION = "E = 3 rho c^2"


@dataclass(frozen=True, slots=True)
class ElastogramFiles:
    """Where the files lie, what was planted, and with which options the picture is read."""

    report: Path
    map: Path
    picture: Path
    truth: ElastogramTruth
    options: ElastogramOptions


def write_elastogram_files(
    spec: ElastogramSpec, seed: int, folder: Path, stem: str = "elastogram"
) -> ElastogramFiles:
    """Write <stem>-report.dcm, <stem>-map.dcm and <stem>.png into the folder.

    Errors: InputError where the folder refuses; MissingExtraError without pydicom.
    """
    from PIL import Image

    truth = planted_elastogram(spec, seed)
    folder = Path(folder)
    report, stored = folder / f"{stem}-report.dcm", folder / f"{stem}-map.dcm"
    made = Elastogram(
        origin="parametric-map",
        stated=_numbers(truth),
        values=truth.modulus_kpa,
        pixel_um=(spec.pixel_um, spec.pixel_um),
        device=DEVICE,
        settings={"device_model": DEVICE, "software_version": "1"},
    )
    write_elastogram(made, stored, report)
    shown = screen(spec, truth, seed)
    picture = folder / f"{stem}.png"
    Image.fromarray(shown.rgb).save(picture)
    options = ElastogramOptions(
        bar=shown.bar,
        bar_low=0.0,
        bar_high=spec.bar_high_kpa,
        bar_unit="kPa",
        overlay_alpha=spec.alpha,
        roi=shown.roi,
        pixel_um=spec.pixel_um,
    )
    return ElastogramFiles(report, stored, picture, truth, options)


def _numbers(truth: ElastogramTruth) -> tuple[StatedStiffness, ...]:
    """What the scanner's report says of its box: modulus, its spread, and the speed behind it."""
    speed = (truth.median_kpa * 1000.0 / (3.0 * _DENSITY_KG_M3)) ** 0.5
    told = (
        ("modulus_kpa", truth.mean_kpa, "mean"),
        ("modulus_kpa", truth.median_kpa, "median"),
        ("modulus_kpa", truth.sd_kpa, "sd"),
        ("speed_m_s", speed, "median"),
    )
    return tuple(StatedStiffness(q, v, s, "Skin", _TWO_D, "box 1") for q, v, s in told)
