"""A photograph as it lies: chart found, colour corrected, quality judged, skin measured, told."""

from pathlib import Path

import numpy as np

from turgor.errors import InputError
from turgor.formats.photo import read_photograph
from turgor.measure.photo.zone import Zone, free_zone
from turgor.record.height_map import BoolMap
from turgor.workflow.measured_capture import MeasuredCapture
from turgor.workflow.photo_findings import (
    Identity,
    baseline_spots,
    chart_findings,
    index_maps,
    masks_of,
    spot_findings,
    zone_findings,
)
from turgor.workflow.photo_prepared import PreparedPhoto, prepare
from turgor.workflow.photo_setting import PhotoSetting

ZONE = "zone"


def measured_photograph(path: Path, sha256: str, setting: PhotoSetting) -> MeasuredCapture:
    """Read and measure one photograph.

    Errors: FormatError and its kin; MeasureError where chart or skin can't be found.
    """
    photo = read_photograph(path, setting.options)
    made = prepare(photo, setting)
    identity = Identity(sha256, device_class=setting.device_class)
    masks = masks_of(made, _zones(setting), None, "")
    findings = zone_findings(made, identity, masks)
    spots = baseline_spots(made, masks)
    findings += spot_findings(made, identity, spots)
    found = made.found
    return MeasuredCapture(
        path=path,
        sha256=sha256,
        kind="photograph",
        format_id=photo.format_id,
        device=photo.device,
        device_class=setting.device_class,
        facts={
            "points": list(photo.shape),
            "um_per_px": made.um_per_px,
            "chart": "" if found is None else made.chart_id,
            "chart_delta_e_mean": None if found is None else made.correction.delta_e_mean,
            "chart_delta_e_max": None if found is None else made.correction.delta_e_max,
            "quality": made.quality_documents(),
            "maps": _written_maps(path, made, masks, setting),
        },
        flags=made.flags,
        findings=(*chart_findings(made, identity), *findings),
    )


def _zones(setting: PhotoSetting) -> tuple[Zone, ...]:
    if setting.zone_px is None:
        return ()
    return (free_zone(ZONE, np.array(setting.zone_px, dtype=np.float64)),)


def _written_maps(
    path: Path, made: PreparedPhoto, masks: dict[str, BoolMap], setting: PhotoSetting
) -> list[str]:
    """Pigment and redness maps as PNG files, where a folder was named."""
    if not setting.maps_folder:
        return []
    from PIL import Image

    from turgor.measure.photo.render import render_map

    folder = Path(setting.maps_folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: can't be made ({error.strerror}); name another") from error
    skin = np.logical_or.reduce(list(masks.values()))
    written: list[str] = []
    for name, values in zip(("mi_rgb", "ei_rgb"), index_maps(made), strict=True):
        known = values[skin & np.isfinite(values)]
        low, high = (float(v) for v in np.percentile(known, [1.0, 99.0])) if known.size else (0, 1)
        picture = render_map(np.where(skin, values, np.nan), low, high, "amount")
        target = folder / f"{path.stem}_{name}_{low:.0f}_to_{high:.0f}.png"
        try:
            Image.fromarray(picture).save(target, format="PNG")
        except OSError as error:
            raise InputError(f"{target}: can't be written ({error.strerror})") from error
        written.append(str(target))
    return written
