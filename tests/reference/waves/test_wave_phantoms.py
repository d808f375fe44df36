"""Group and phase speed of phantoms: exact fields of pushes, echoes, stretched and layered skin.

All 48 QIBA cases: python benchmarks/wave_truth.py.
"""

from dataclasses import replace

import numpy as np
import pytest

from turgor.formats.wave import read_wave, write_wave
from turgor.measure.elasticity.wave import WaveSettings, measure_wave
from turgor.phantom.wave.echo import EchoSpec, echo_ensemble
from turgor.phantom.wave.field import WaveSpec, wave_field
from turgor.phantom.wave.qiba import qiba_cases
from turgor.phantom.wave.spec import (
    LayeredSource,
    Solid,
    StretchedSource,
    TravellingSource,
    WaveFaults,
    WaveGrid,
)

SHA = "0" * 64
SKIN = WaveGrid(depth_mm=(0.0,), lateral_first_mm=1.0, times=400)


def measured(record, **settings):
    return measure_wave(record, WaveSettings(**settings), capture_sha256=SHA)


def value(found, metric):
    return next(f.value for f in found.findings if f.metric == metric)


@pytest.mark.parametrize("case", qiba_cases()[::7], ids=lambda c: c.name)
@pytest.mark.parametrize("estimator", ["radon-energy", "radon-peak", "time-to-peak"])
def test_qiba_group_speeds_within_one_per_cent(case, estimator):
    record, truth = wave_field(case)
    found = measured(record, group_estimator=estimator, model="none")
    assert value(found, "wave.group_speed") == pytest.approx(truth.group_speed_m_s, rel=0.01)


def test_the_truths_are_those_of_the_sheet(shared_data):
    openpyxl = pytest.importorskip("openpyxl")
    path = shared_data / "elasticity" / "qiba" / "QIBA_Report_Mesh0p25mm_GroupVelocity.xlsx"
    rows = list(openpyxl.load_workbook(path, data_only=True).worksheets[0].values)[1:49]
    sheet = {str(row[0]).strip("'"): float(row[1]) for row in rows}
    for case in qiba_cases()[::5]:
        _, truth = wave_field(replace(case, grid=replace(case.grid, laterals=3, times=5)))
        assert truth.group_speed_m_s == pytest.approx(sheet[case.name], rel=1e-6)


@pytest.mark.parametrize("radio_frequency", [False, True])
def test_a_push_seen_through_echoes(radio_frequency, tmp_path):
    case = qiba_cases()[10]
    record, truth = echo_ensemble(
        EchoSpec(wave=replace(case, grid=replace(case.grid, times=120)),
                 radio_frequency=radio_frequency, snr_db=25.0)
    )  # fmt: skip
    write_wave(record, tmp_path / "echoes.npz")
    (read,) = read_wave(tmp_path / "echoes.npz")
    found = measured(read, model="none")
    assert value(found, "wave.group_speed") == pytest.approx(truth.wave.group_speed_m_s, rel=0.01)
    assert found.echo.correlation > 0.95


@pytest.mark.parametrize(("kind", "stretch"), [("uniaxial", 1.06), ("uniaxial", 1.31),
                                               ("equibiaxial", 1.2)])  # fmt: skip
def test_stretched_skin_at_rest(kind, stretch):
    record, truth = wave_field(WaveSpec(StretchedSource(stretch=stretch, kind=kind), SKIN))
    settings = {"stretch_kind": kind, "model": "none"}
    apparent = "wave.apparent_shear_modulus"
    corrected = value(measured(record, **settings), apparent)
    plain = value(measured(replace(record, stretch=None), **settings), apparent)
    assert corrected == pytest.approx(truth.shear_modulus_kpa, rel=0.05)
    assert plain > 1.1 * truth.shear_modulus_kpa


@pytest.mark.parametrize("front", ["plane", "cylindrical"])
def test_phase_speed_of_a_viscoelastic_phantom_within_a_fifth_of_a_per_cent(front):
    solid = Solid("kelvin-voigt", 4.0, 0.6)
    record, _ = wave_field(WaveSpec(TravellingSource(solid, front=front, centre_hz=300.0), SKIN))
    found = measured(record, spreading=front, near_field_wavelengths=0.0)
    known = np.isfinite(found.phase.speed_m_s)
    assert known.sum() >= 4
    truth = solid.speed_m_s(found.phase.frequency_hz[known])
    np.testing.assert_allclose(found.phase.speed_m_s[known], truth, rtol=2e-3)


def test_layers_are_not_called_one_material():
    """Over layers the guided mode's speed is found; a model of one material is refused."""
    record, truth = wave_field(WaveSpec(LayeredSource(contact="line"), SKIN))
    found = measured(record, homogeneous_bulk=True)
    at = (found.phase.frequency_hz >= 300) & (found.phase.frequency_hz <= 500)
    planted = np.interp(found.phase.frequency_hz[at], truth.frequency_hz, truth.phase_speed_m_s)
    np.testing.assert_allclose(found.phase.speed_m_s[at], planted, rtol=0.01)
    (modulus,) = [f for f in found.findings if f.metric == "wave.shear_modulus"]
    assert modulus.value is None and "layered" in modulus.u_reason


def test_faults_are_refused_or_flagged():
    case = qiba_cases()[4]
    absent, _ = wave_field(replace(case, faults=WaveFaults(noise_um=1.0, absent=True)))
    assert value(measured(absent, model="none"), "wave.group_speed") is None
    for broken in (WaveFaults(stops_mm=8.0, noise_um=0.2), WaveFaults(wrap_um=3.0)):
        found = measured(wave_field(replace(case, faults=broken))[0], model="none")
        assert all(f.value is None for f in found.findings)
    longer = replace(case, grid=replace(case.grid, times=2 * case.grid.times))
    mirror, truth = wave_field(replace(longer, faults=WaveFaults(reflector_mm=21.0, reflected=0.9)))
    found, raw = (measured(mirror, model="none", separate_directions=d) for d in ("auto", "never"))
    assert "returning-waves-filtered" in found.flags and "returning-waves" in raw.flags
    assert found.group[0].quality > raw.group[0].quality + 0.1
    assert value(found, "wave.group_speed") == pytest.approx(truth.group_speed_m_s, rel=0.01)
    gaps, truth = wave_field(replace(case, faults=WaveFaults(missing_laterals=(20, 21, 50))))
    found = measured(gaps, model="none")
    assert "laterals-with-gaps-left-out" in found.flags
    assert value(found, "wave.group_speed") == pytest.approx(truth.group_speed_m_s, rel=0.01)
