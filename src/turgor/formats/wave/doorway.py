"""The doorway for waves: recognise a file by its variables, read the one record in it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from turgor.errors import FormatError
from turgor.formats.clear_errors import clear_errors
from turgor.formats.named_arrays import (
    LENGTH_MM,
    LENGTH_UM,
    SPEED_MM_S,
    TIME_S,
    NamedArrays,
    array_names,
    axes_of,
    holds_mat73,
    read_named,
)
from turgor.formats.wave.options import AXES, WaveOptions
from turgor.record.wave_field import UNKNOWN, WAVE_KINDS, EchoEnsemble, WaveField

DEFAULT_OPTIONS = WaveOptions()
_STEMS = {"depth": ("depth", "axial"), "lateral": ("lateral", "lat"), "time": ("time", "t")}
_MOTION = (
    ("displacement", LENGTH_UM, "displacement_um"),
    ("velocity", SPEED_MM_S, "velocity_mm_s"),
)
_ECHOES = ("iq", "rf")
_NUMBERS = ("centre_mhz", "sound_speed_m_s", "density_kg_m3", "stretch")


def is_wave(path: Path) -> bool:
    """True for .npz or .mat that holds motion or echoes by their names; never raises.

    An array 'rf' of two axes is one ultrasound image's lines; a wave's echoes have three. True
    also for MATLAB's -v7.3, whose names can't be told: its reader says how to save it instead.
    """
    path = Path(path)
    names = [name for name in array_names(path) if _is_sample_name(name)]
    if names == ["rf"]:
        return axes_of(path, "rf") == 3
    return bool(names) or holds_mat73(path)


def read_wave(
    path: Path, options: WaveOptions = DEFAULT_OPTIONS, refused: list[str] | None = None
) -> tuple[WaveField | EchoEnsemble, ...]:
    """The one wave, or the echoes of one, that a .npz or .mat file holds.

    refused : unused, since a file holds one record; a bad one is always refused.

    Errors: FormatError for another container, missing units or axes (all named in one line),
    shapes that don't agree, axes that don't rise, or nothing measured. Nothing else, whatever
    the bytes.
    """
    path = Path(path)
    with clear_errors(path, "a file of waves", "save it again", "cut"):
        return (_read(path, options),)


def _is_sample_name(name: str) -> bool:
    if name in _ECHOES:
        return True
    return any(name == stem or name in {f"{stem}_{u}" for u in units} for stem, units, _ in _MOTION)


def _read(path: Path, options: WaveOptions) -> WaveField | EchoEnsemble:
    stated = {options.samples_variable, options.depth_variable, options.lateral_variable,
              options.time_variable}  # fmt: skip
    stems = {stem for group in _STEMS.values() for stem in group}

    def keep(name: str) -> bool:
        known = name in stated or name in _NUMBERS or _is_sample_name(name)
        return known or name.partition("_")[0] in stems

    held = read_named(path, keep, options.max_bytes)
    samples, quantity = _samples(held, options)
    samples = _ordered(path, samples, options)
    axes = [_axis(held, options, AXES[i], samples.shape[i]) for i in range(3)]
    told, flags = _told(held, options, quantity in _ECHOES)
    held.need_all()
    for name, axis, count in zip(AXES, axes, samples.shape, strict=True):
        _check_axis(path, name, axis, count)
    finite = np.isfinite(samples)
    if not finite.any():
        raise FormatError(f"{path}: holds no measured value, all are missing; measure again")
    if not finite.all() and quantity not in _ECHOES:
        samples = np.where(finite, samples, np.nan)
    depth, lateral, time = axes
    if quantity == "iq":
        iq = np.ascontiguousarray(samples, np.complex64)
        bare: WaveField | EchoEnsemble = EchoEnsemble(iq, depth, lateral, time, told["centre_mhz"])
    elif quantity == "rf":
        rf = np.ascontiguousarray(samples, np.float32)
        bare = EchoEnsemble(rf, depth, lateral, time, told["centre_mhz"])
    else:
        motion = np.ascontiguousarray(samples, np.float64)
        bare = WaveField(motion, depth, lateral, time, quantity=quantity)
    if isinstance(bare, EchoEnsemble):
        bare = replace(bare, sound_speed_m_s=told["sound_speed_m_s"])
    return replace(
        bare,
        wave=_wave(held, options),
        stretch=told.get("stretch"),
        density_kg_m3=told.get("density_kg_m3"),
        name=held.text("name") or "",
        format_id=f"wave-{held.kind}",
        device=held.text("device") or options.device or "",
        device_class=held.text("device_class") or options.device_class or UNKNOWN,
        settings=held.settings(),
        flags=tuple(dict.fromkeys((*held.flags(), *flags))),
    )


def _samples(held: NamedArrays, options: WaveOptions) -> tuple[NDArray[np.generic], str]:
    """The array and what it is: one of MOTIONS, 'iq' or 'rf'."""
    name, told = options.samples_variable, options.samples_are
    for echo in _ECHOES:
        if told == echo or (name is None and told is None and echo in held.arrays):
            array = held.arrays.get(name or echo)
            if array is None:
                raise FormatError(f"{held.path}: holds no variable '{name or echo}'")
            if array.dtype.kind not in ("c" if echo == "iq" else "fiu"):
                raise FormatError(
                    f"{held.path}: '{name or echo}' is of type {array.dtype}; "
                    f"{'IQ is complex' if echo == 'iq' else 'radio-frequency echoes are real'}"
                )
            return array, echo
    for stem, units, quantity in _MOTION:
        if told not in (None, stem) or (name is not None and told is None):
            continue
        motion, _ = held.find((stem,), units, name, options.samples_unit)
        if motion is not None:
            return motion, quantity
    if name is not None and told is None:
        raise FormatError(
            f"{held.path}: state samples_are, what '{name}' holds: displacement, velocity, iq or rf"
        )
    raise FormatError(
        f"{held.path}: holds no wave: an array displacement_um, velocity_mm_s, iq or rf is needed "
        "(or state samples_variable and samples_are)"
    )


def _ordered(path: Path, samples: NDArray[np.generic], options: WaveOptions) -> NDArray[np.generic]:
    order = options.axis_order()
    if samples.ndim == 2 and order[0] == "depth":
        samples = samples[None]  # MATLAB and NumPy alike drop a single depth
    if samples.ndim != 3:
        raise FormatError(
            f"{path}: the samples have {samples.ndim} axes; depth, lateral and time are needed"
        )
    return np.transpose(samples, [order.index(name) for name in AXES])


def _axis(held: NamedArrays, options: WaveOptions, name: str, count: int) -> NDArray[np.float64]:
    units = TIME_S if name == "time" else LENGTH_MM
    variable, unit = getattr(options, f"{name}_variable"), getattr(options, f"{name}_unit")
    axis, _ = held.find(_STEMS[name], units, variable, unit)
    if axis is not None:
        return np.ascontiguousarray(axis.reshape(-1))
    suffix = "s" if name == "time" else "mm"
    step = getattr(options, f"{name}_step_{suffix}")
    if step is None and count > 1:
        held.missing.append(f"{name}_step_{suffix} (the file holds no {name}_{suffix})")
    start = getattr(options, f"{name}_start_{suffix}")
    return np.asarray(start + np.arange(count) * (step or 1.0), np.float64)


def _check_axis(path: Path, name: str, axis: NDArray[np.float64], count: int) -> None:
    if axis.shape != (count,):
        raise FormatError(
            f"{path}: {name} has {axis.size} positions and the samples {count}; state axes if "
            "theirs are in another order than depth, lateral, time"
        )
    if not np.isfinite(axis).all() or (count > 1 and not (np.diff(axis) > 0).all()):
        raise FormatError(f"{path}: {name} must hold finite numbers that rise; sort it first")


def _told(
    held: NamedArrays, options: WaveOptions, echoes: bool
) -> tuple[dict[str, float], list[str]]:
    """Numbers of file or options; for echoes centre and sound speed must be there."""
    told: dict[str, float] = {}
    flags: list[str] = []
    for name in _NUMBERS:
        own, stated = held.number(name), getattr(options, name)
        if own is not None and own <= 0:
            raise FormatError(f"{held.path}: '{name}' is {own:g}; it must be above zero")
        if own is not None and stated is not None and abs(own - stated) > 1e-6 * abs(own):
            flags.append(f"stated-{name.replace('_', '-')}-differs-from-file")
        value = own if own is not None else stated
        if value is not None:
            told[name] = value
        elif echoes and name in ("centre_mhz", "sound_speed_m_s"):
            held.missing.append(name)
    return told, flags


def _wave(held: NamedArrays, options: WaveOptions) -> str:
    word = held.text("wave") or UNKNOWN
    if word not in WAVE_KINDS:
        raise FormatError(f"{held.path}: wave is '{word}'; allowed: {', '.join(WAVE_KINDS)}")
    return word if word != UNKNOWN else options.wave or UNKNOWN
