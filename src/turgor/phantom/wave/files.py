"""Wave phantoms as the files that a scanner would leave (.npz or .mat)."""

from pathlib import Path

from turgor.formats.wave import write_wave
from turgor.phantom.wave.echo import EchoSpec, EchoTruth, echo_ensemble
from turgor.phantom.wave.field import WaveSpec, wave_field
from turgor.phantom.wave.truth import WaveTruth


def write_wave_phantom(spec: WaveSpec, path: Path, seed: tuple[int, ...] = (1,)) -> WaveTruth:
    """Write the motion of a wave and hand back its truth.

    Errors: InputError for impossible specifications, FormatError for another suffix.
    """
    record, truth = wave_field(spec, seed)
    write_wave(record, path)
    return truth


def write_echo_phantom(spec: EchoSpec, path: Path, seed: tuple[int, ...] = (1,)) -> EchoTruth:
    """Write the echoes of a wave and hand back its truth; errors as write_wave_phantom."""
    record, truth = echo_ensemble(spec, seed)
    write_wave(record, path)
    return truth
