"""Phantoms written as files come back as they were planted."""

import numpy as np
import pytest

from turgor.formats.oct import is_oct, read_oct
from turgor.formats.wave import is_wave, read_wave
from turgor.phantom.oct.files import write_oct_phantom
from turgor.phantom.oct.pair import OctSpec, oct_pair
from turgor.phantom.wave.echo import EchoSpec, echo_ensemble
from turgor.phantom.wave.field import WaveSpec, wave_field
from turgor.phantom.wave.files import write_echo_phantom, write_wave_phantom
from turgor.phantom.wave.spec import StretchedSource, WaveGrid

SMALL = WaveGrid(laterals=9, times=60)


@pytest.mark.parametrize("suffix", [".npz", ".mat"])
def test_files(suffix, tmp_path):
    wave, echo, scan = (tmp_path / f"{n}{suffix}" for n in ("wave", "echo", "oct"))
    spec = WaveSpec(StretchedSource(), SMALL, name="stretched")
    truth = write_wave_phantom(spec, wave)
    assert is_wave(wave) and not is_oct(wave)
    (back,) = read_wave(wave)
    np.testing.assert_allclose(back.motion, wave_field(spec)[0].motion)
    assert (back.wave, back.stretch, back.name) == ("surface", truth.stretch, "stretched")

    echoes = EchoSpec(WaveSpec(grid=SMALL), depth_last_mm=29.0)
    write_echo_phantom(echoes, echo)
    (back,) = read_wave(echo)
    np.testing.assert_array_equal(back.samples, echo_ensemble(echoes)[0].samples)

    pair = OctSpec(rows=60, cols=40)
    write_oct_phantom(pair, scan)
    assert is_oct(scan) and not is_wave(scan)
    (back,) = read_oct(scan)
    np.testing.assert_array_equal(back.after, oct_pair(pair)[0].after)
