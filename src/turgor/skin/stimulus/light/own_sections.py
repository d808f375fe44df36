"""A session of a laser whose user has sections of their own: fitted to them, and judged by them."""

import math
from collections.abc import Mapping, Sequence

from turgor.errors import InputError
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus.field.device import find_laser
from turgor.skin.stimulus.light.door import FractionalLaser, model
from turgor.skin.stimulus.light.own_histology import HistologyPoint, calibrate_device
from turgor.skin.stimulus.light.settings import read_settings
from turgor.skin.stimulus.modality import SettingValue

#: columns of a table of own sections; µm as the section shows them
COLUMNS = ("energy_mj", "depth_um", "width_um", "ablation_depth_um", "ablation_width_um")


def model_of_own(
    settings: Mapping[str, SettingValue],
    device: str,
    stack: TissueStack,
    histology: Sequence[Mapping[str, float]],
) -> FractionalLaser:
    """The session, its device's spot fitted to the table of own sections.

    histology : rows of COLUMNS, energy_mj and one more at least.

    Errors: InputError as for ``model``; for an unknown column, a row without a depth or width, or
    settings that state neither pulse_ms nor power_w, which sections can't be read without.
    """
    read = read_settings(settings)
    stated_pulse, stated_power = not math.isnan(read.pulse_ms), not math.isnan(read.power_w)
    if not stated_pulse and not stated_power:
        raise InputError(
            "own histology needs pulse_ms or power_w in [settings]: how long a pulse lasted "
            "decides what its energy did"
        )
    laser, _ = find_laser(device, read.wavelength_nm)
    own = calibrate_device(
        [_point(row) for row in histology],
        stack,
        wavelength_nm=read.wavelength_nm,
        nominal_spot_um=laser.spot_um if math.isnan(read.spot_um) else read.spot_um,
        # a power holds at every energy; a pulse alone is taken to be the same at all of them
        pulse_ms=None if stated_power else read.pulse_ms,
        power_w=read.power_w if stated_power else None,
    )
    return model(settings, device, stack, calibration=own)


def _point(row: Mapping[str, float]) -> HistologyPoint:
    unknown = sorted(set(row) - set(COLUMNS))
    if unknown:
        raise InputError(f"own histology: '{unknown[0]}' is unknown; allowed: {', '.join(COLUMNS)}")
    if "energy_mj" not in row or len(row) < 2:
        raise InputError("own histology: each row needs energy_mj and a depth or a width in µm")
    return HistologyPoint(**row)
