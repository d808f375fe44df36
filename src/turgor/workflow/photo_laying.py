"""Lay the photographs of a place on its baseline, and keep how each lies."""

import json
from collections.abc import Mapping

from turgor.errors import InputError, MeasureError, StoreError
from turgor.formats.photo import read_photograph
from turgor.measure.photo.register import PhotoRegistration, register_photographs
from turgor.record.capture import Capture
from turgor.store import StoredRegistration
from turgor.workflow.photo_prepared import PreparedPhoto, prepare
from turgor.workflow.photo_setting import CORNERS_SETTING, pixel_points
from turgor.workflow.places import Place
from turgor.workflow.registering import register_captures, stands_on
from turgor.workflow.study import Study

#: raised whenever a registration of photographs may come out otherwise than before
PHOTO_REGISTRATION_VERSION = "photo-1"


def prepared_capture(study: Study, capture: Capture, judged: bool = True) -> PreparedPhoto:
    """A kept photograph, its bytes checked, ready to be measured.

    judged : False where only its pixels are wanted and nobody asks for its quality.

    Errors: StoreError where the bytes are gone or changed; FormatError, MeasureError as for
    ``prepare``.
    """
    photo = read_photograph(study.store.captures.file(capture.sha256), study.photo.options)
    corners = pixel_points(capture.settings.get(CORNERS_SETTING), CORNERS_SETTING)
    try:
        return prepare(photo, study.photo, corners, judged)
    except MeasureError as error:
        command = f"`turgor study chart STUDY {capture.filename} --corners`"
        raise MeasureError(str(error).replace(CORNERS_SETTING, command)) from error


def register_photo_place(
    study: Study, place: Place, kept: Mapping[str, StoredRegistration]
) -> dict[str, str]:
    """Register a place's photographs on its baseline; see ``register_captures``."""
    return register_captures(
        study,
        place,
        lambda capture, base: stands(kept.get(capture.sha256), base),
        lambda capture: prepared_capture(study, capture, judged=False),
        _registered,
        "its baseline photograph can't be used",
    )


def restored_photo(kept: StoredRegistration) -> PhotoRegistration:
    """A kept registration, exactly as it was found.

    Errors: StoreError where what was kept can't be read back.
    """
    try:
        return PhotoRegistration.from_plain(json.loads(kept.form))
    except (InputError, ValueError) as error:
        raise StoreError(
            f"capture {kept.capture[:12]}: its registration can't be read back; restore the study "
            "from a copy"
        ) from error


def baseline_scale(kept: StoredRegistration) -> float | None:
    """µm of skin a pixel of the baseline that a registration belongs to, None where unknown."""
    scale = json.loads(kept.form).get("baseline_um_per_px")
    return None if scale is None else float(scale)


def stands(registration: StoredRegistration | None, baseline: str) -> bool:
    """True where a kept registration is of this baseline and version and can be read back."""
    return stands_on(registration, baseline, PHOTO_REGISTRATION_VERSION, restored_photo)


def _registered(
    baseline: PreparedPhoto, followup: PreparedPhoto, capture: str, base: str
) -> StoredRegistration:
    """The registration, or why there is none, as the store keeps it.

    Lengths are kept in µm where the baseline has a scale; in pixels they stand in the form.
    """
    try:
        found = register_photographs(
            baseline.photo,
            followup.photo,
            exclude_baseline=~baseline.skin,
            exclude_followup=~followup.skin,
        )
    except MeasureError as error:
        return StoredRegistration(
            capture, base, PHOTO_REGISTRATION_VERSION, None, None, None, None, None,
            refused=str(error),
        )  # fmt: skip
    scale = baseline.um_per_px
    x, y = found.pose.shift_px
    return StoredRegistration(
        capture=capture,
        baseline=base,
        method_version=PHOTO_REGISTRATION_VERSION,
        shift_x_um=None if scale is None else x * scale,
        shift_y_um=None if scale is None else y * scale,
        rotation_deg=found.pose.rotation_deg,
        overlap_fraction=found.overlap_fraction,
        residual_um=None if scale is None else found.residual_px * scale,
        form=json.dumps(
            {**found.to_plain(), "baseline_um_per_px": scale}, sort_keys=True, allow_nan=False
        ),
    )
