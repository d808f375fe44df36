"""Point out where the chart lies in a kept photograph, when it is not found by itself."""

from dataclasses import replace

from turgor.errors import InputError, StudyError
from turgor.record.capture import Capture
from turgor.workflow.photo_laying import prepared_capture
from turgor.workflow.photo_setting import CORNERS_SETTING, pixel_points
from turgor.workflow.study import Study


def point_out_chart(study: Study, name: str, corners: str) -> tuple[Capture, float]:
    """Keep the chart's corners of one photograph, once they fit; gives the mean ΔE2000 left.

    name : the photograph's file name or the beginning of its sha256. corners : 'x y; x y; x y;
    x y' px, outer corners of the corner patches from the chart's own top left clockwise.

    Errors: StudyError where no photograph or several have this name; InputError for corners that
    can't be read; MeasureError where no chart lies between them.
    """
    points = pixel_points(corners, "--corners")
    if points is None or len(points) != 4:
        raise InputError(f"--corners is '{corners}'; give four places 'x y; x y; x y; x y' in px")
    found = [
        capture
        for capture in study.store.captures.all()
        if capture.kind == "photograph"
        and (capture.filename == name or (len(name) >= 6 and capture.sha256.startswith(name)))
    ]
    if len(found) != 1:
        told = "is none of the study's photographs" if not found else "are several photographs"
        raise StudyError(f"{name}: {told}; give the file name or its sha256")
    capture = found[0]
    text = "; ".join(f"{x:g} {y:g}" for x, y in points)
    pointed = {**capture.settings, CORNERS_SETTING: text}
    made = prepared_capture(study, replace(capture, settings=pointed), judged=False)
    study.store.captures.set_setting(capture.sha256, CORNERS_SETTING, text)
    return capture, made.correction.delta_e_mean
