"""What changes a skin's picture between recordings: the hour of the day, and a session's oedema."""

import math
from dataclasses import replace

from turgor.errors import InputError
from turgor.phantom.ultrasound.spec import UltrasoundSpec


def at_hour(
    spec: UltrasoundSpec, hour: float, swing: float = 0.2, thickest_at: float = 20.0
) -> UltrasoundSpec:
    """The same skin at another hour: the low-echogenic band swings once a day.

    hour : 0 to 24. swing : share of sleb_um up and down, assumed. thickest_at : hour of the
    thickest band, assumed (docs/science/ultrasound-phantoms.md).

    Errors: InputError for an hour outside a day, or a swing of 1 and more.
    """
    if not 0.0 <= hour <= 24.0 or not 0.0 <= swing < 1.0:
        raise InputError(f"hour {hour:g}, swing {swing:g}: 0 to 24 and 0 to below 1 are allowed")
    factor = 1.0 + swing * math.cos(2.0 * math.pi * (hour - thickest_at) / 24.0)
    minutes = round(60.0 * hour) % 1440
    return replace(
        spec,
        skin=replace(spec.skin, sleb_um=spec.skin.sleb_um * factor),
        time_of_day=f"{minutes // 60:02d}:{minutes % 60:02d}",
    )


def after_session(
    spec: UltrasoundSpec, days: float, thickening: float = 0.15, fades_days: float = 3.0
) -> UltrasoundSpec:
    """The same skin so many days after a session: oedema thickens the dermis and dilutes its echo.

    thickening : share of dermis_um at day 0, fades_days : time to 1/e of it; both assumed. Echo
    power falls with the thinned scatterers, as 1 / (1 + thickening left).

    Errors: InputError for negative days or thickening.
    """
    if days < 0 or thickening < 0 or fades_days <= 0:
        raise InputError("days and thickening must be 0 or more, fades_days above 0")
    left = 1.0 + thickening * math.exp(-days / fades_days)
    skin = replace(
        spec.skin,
        dermis_um=spec.skin.dermis_um * left,
        sleb_um=spec.skin.sleb_um * left,
        dermis_db=spec.skin.dermis_db - 10.0 * math.log10(left),
    )
    return replace(spec, skin=skin)
