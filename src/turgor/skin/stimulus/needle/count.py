"""How many channels rollers, pens and stamps make in each cm² of skin."""

from turgor.errors import InputError
from turgor.evidence import parameter

_MM2_PER_CM2 = 100.0
_UM_PER_MM = 1.0e3


def roller_per_cm2(passes: float, needles: float | None = None) -> float:
    """A drum sets each needle down once a turn: needles over its mantle, each pass anew.

    needles : of the drum; None takes the usual one's, as its size always is.
    """
    number = parameter("needle.roller.needles") if needles is None else needles
    mantle = parameter("needle.roller.circumference") * parameter("needle.roller.width")
    return passes * number / mantle * _MM2_PER_CM2


def pen_per_cm2(
    passes: float,
    needles: float | None = None,
    strokes_hz: float | None = None,
    glide_mm_s: float | None = None,
) -> float:
    """A pen strikes while it glides: needles times strokes over the skin it passes in a second.

    Of the strokes, a share makes channels. What is None is taken from the evidence base.

    Errors: InputError for a pen that stands still.
    """
    number = parameter("needle.pen.needles") if needles is None else needles
    strokes = parameter("needle.pen.strokes") if strokes_hz is None else strokes_hz
    glide = parameter("needle.pen.glide") if glide_mm_s is None else glide_mm_s
    if not glide > 0.0:
        raise InputError(
            "glide_mm_s is 0: a pen that stands still sets all its strokes in one place; give "
            "channels_per_cm2, or how fast it moves"
        )
    swept = glide * parameter("needle.pen.track")
    piercing = parameter("needle.pen.piercing-share")
    return passes * number * strokes * piercing / swept * _MM2_PER_CM2


def stamp_per_cm2(passes: float, pitch_um: float | None = None) -> float:
    """A stamp sets its needles down side by side, once a pass: one for each square of the pitch.

    Errors: InputError for a pitch that isn't above 0.
    """
    pitch = parameter("needle.stamp.pitch") if pitch_um is None else pitch_um / _UM_PER_MM
    if not pitch > 0.0:
        raise InputError(f"needle_pitch_um is {pitch * _UM_PER_MM:g}; it lies above 0")
    return passes * _MM2_PER_CM2 / pitch**2
