"""What waves and layer strain are worth against planted truth.

    python benchmarks/wave_truth.py [qiba echoes phase stretch oct] [--sheet REPORT.xlsx]

qiba : all 48 cases of the QIBA digital phantoms, rebuilt as exact fields, three estimators and
four levels of noise; with --sheet beside what two laboratories read from the original fields.
echoes : the same pushes through speckle (Kasai, Loupas). phase : Kelvin-Voigt waves with noise:
bias over its standard error, and u over the scatter. stretch : modulus at rest with and without
correction. oct : strain of layers over 12 speckles. Without a word all of it, about three minutes.
"""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "reference" / "waves"))

from planted_waves import kelvin_voigt_speed, viscoelastic_wave  # noqa: E402

from turgor.measure.elasticity.oct import measure_oct  # noqa: E402
from turgor.measure.elasticity.wave import WaveSettings, measure_wave  # noqa: E402
from turgor.measure.elasticity.wave.phase import phase_speeds  # noqa: E402
from turgor.phantom.oct.pair import OctSpec, StrainLayer, oct_pair  # noqa: E402
from turgor.phantom.wave.echo import EchoSpec, echo_ensemble  # noqa: E402
from turgor.phantom.wave.field import WaveSpec, wave_field  # noqa: E402
from turgor.phantom.wave.qiba import qiba_cases  # noqa: E402
from turgor.phantom.wave.spec import StretchedSource, WaveGrid  # noqa: E402
from turgor.record.wave_field import EchoEnsemble, WaveField  # noqa: E402

SHA = "0" * 64


def speed(record: WaveField | EchoEnsemble, **settings: object) -> tuple[float, float]:
    """Group speed and u, NaN where it was refused."""
    found = measure_wave(record, WaveSettings(model="none", **settings), capture_sha256=SHA)
    value, u = found.findings[0].value, found.findings[0].u
    return (np.nan, np.nan) if value is None else (value, u or np.nan)


def line(name: str, error: np.ndarray) -> None:
    """One line about relative errors."""
    known = 100 * error[np.isfinite(error)]
    print(f"  {name:44s} n {known.size:3d} of {error.size:3d}   {known.min():+.2f} to "
          f"{known.max():+.2f} %   mean {known.mean():+.2f}   mean abs {np.abs(known).mean():.2f} %"
          )  # fmt: skip


def qiba(sheet: str | None) -> None:
    """All 48 cases."""
    print("QIBA: error of group speed")
    fields = [(case, *wave_field(case)) for case in qiba_cases()]
    if sheet:
        import openpyxl

        rows = list(openpyxl.load_workbook(sheet, data_only=True).worksheets[0].values)[1:49]
        for column, name in ((3, "laboratory 1, original fields"), (5, "laboratory 2")):
            line(name, np.array([float(row[column]) for row in rows]) / 100)
    for estimator in ("radon-energy", "radon-peak", "time-to-peak"):
        for motion in ("velocity", "displacement"):
            found = [speed(f, group_estimator=estimator, motion=motion)[0] for _, f, _ in fields]
            truth = [t.group_speed_m_s for _, _, t in fields]
            line(f"{estimator}, {motion}", np.array(found) / truth - 1)
    rng = np.random.default_rng(0)
    for noise in (0.02, 0.05, 0.1):
        error = []
        for _, field, truth in fields:
            level = noise * np.abs(field.motion[:, 30]).max()
            noisy = field.motion + level * rng.normal(size=field.motion.shape)
            error.append(speed(replace(field, motion=noisy))[0] / truth.group_speed_m_s - 1)
        line(f"radon-energy, noise {noise:.0%} of the peak at 7.5 mm", np.array(error))
    wide = [(field, truth) for field, truth in map(wave_field, qiba_cases(lens=True))]
    for first_mm in (0.0, 5.0):
        error = [
            speed(field, lateral_from_mm=first_mm)[0] / truth.group_speed_m_s - 1
            for field, truth in wide
        ]
        where = f"from {first_mm:g} mm" if first_mm else "from where the near field ends"
        line(f"a linear array's lens, {where}", np.array(error))


def echoes() -> None:
    """Pushes through speckle."""
    print("Echoes at 6 MHz: error of group speed")
    cases = [c for c in qiba_cases() if "FOCUS30_FN2p0_T167" in c.name]
    for estimator in ("loupas", "kasai"):
        for snr in (30.0, 20.0):
            error = []
            for case in cases:
                spec = EchoSpec(wave=case, snr_db=snr, depth_first_mm=29.0, depth_last_mm=31.0)
                record, truth = echo_ensemble(spec)
                found, _ = speed(record, motion_estimator=estimator)
                error.append(found / (truth.wave.group_speed_m_s or np.nan) - 1)
            line(f"{estimator}, {snr:g} dB", np.array(error))


def phase() -> None:
    """Bias and u of phase speed."""
    print("Phase speed of Kelvin-Voigt 4 kPa, 0.5 Pa s; noise of the peak; 200 fields each")
    lateral, times = np.arange(60) * 0.25 + 3.0, np.arange(400) * 1e-4
    frequency = np.array([200.0, 300.0, 400.0, 500.0])
    truth = kelvin_voigt_speed(frequency, 4.0, 0.5)
    clean = viscoelastic_wave(4.0, 0.5, lateral, times)
    rng = np.random.default_rng(3)
    for noise in (0.0, 0.02, 0.05, 0.1):
        found = [
            phase_speeds(clean + noise * rng.normal(size=clean.shape), lateral, times, frequency,
                         near_field_wavelengths=0.0)
            for _ in range(200 if noise else 1)
        ]  # fmt: skip
        error = np.array([one.speed_m_s for one in found]) / truth - 1
        u = np.sqrt(np.nanmean([np.square(one.u_m_s / truth) for one in found], axis=0))
        scatter = np.nanstd(error, axis=0)
        count = np.isfinite(error).sum(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            print(f"  noise {noise:4.0%}  mean error {np.nanmean(error, axis=0) * 100} %  over its "
                  f"standard error {np.nanmean(error, axis=0) / scatter * np.sqrt(count)}  u over "
                  f"scatter {u / scatter}  n {count}")  # fmt: skip


def stretch() -> None:
    """Modulus at rest of stretched neo-Hookean skin."""
    print("Stretched skin: error of the modulus, as if at rest and corrected")
    grid = WaveGrid(depth_mm=(0.0,), lateral_first_mm=1.0, times=400)
    for kind in ("uniaxial", "equibiaxial", "plane-strain"):
        for amount in (1.06, 1.13, 1.2, 1.31):
            source = StretchedSource(stretch=amount, kind=kind)
            record, truth = wave_field(WaveSpec(source, grid))
            errors = []
            for told in (None, amount):
                found = measure_wave(
                    replace(record, stretch=told),
                    WaveSettings(model="none", stretch_kind=kind),
                    capture_sha256=SHA,
                )
                value = next(
                    f.value for f in found.findings if f.metric == "wave.apparent_shear_modulus"
                )
                errors.append((value or np.nan) / (truth.shear_modulus_kpa or np.nan) - 1)
            print(f"  {kind:12s} {amount:.2f}   {errors[0]:+.1%}   {errors[1]:+.2%}")


def oct_layers() -> None:
    """Strain of layers, bias and scatter over speckles."""
    print("OCT layers: mean error and scatter over 12 speckles, u over scatter")
    for name, spec in (
        ("1 % over 0.1 %, 30 dB", OctSpec()),
        ("the same, 15 dB", OctSpec(snr_db=15.0)),
        ("1, 0.4, 0.15 %", OctSpec(layers=(StrainLayer(150, -0.01), StrainLayer(200, -0.004),
                                           StrainLayer(300, -0.0015)), rows=300)),
        ("a fifth of the speckle new", OctSpec(decorrelation=0.2)),
    ):  # fmt: skip
        found, us = [], []
        for seed in range(12):
            pair, truth = oct_pair(spec, (seed,))
            layers = measure_oct(pair, capture_sha256=SHA).layers
            found.append(
                [one.strain / s - 1 for one, s in zip(layers, truth.layer_strain, strict=True)]
            )
            us.append([one.u / abs(s) for one, s in zip(layers, truth.layer_strain, strict=True)])
        error = np.array(found)
        ratio = np.sqrt(np.mean(np.square(us), axis=0)) / error.std(axis=0, ddof=1)
        print(f"  {name:28s} mean {100 * error.mean(axis=0)} %  scatter "
              f"{100 * error.std(axis=0, ddof=1)} %  u over scatter {ratio}")  # fmt: skip


def main() -> None:
    """Run what was asked for."""
    np.set_printoptions(precision=2, suppress=True)
    words = sys.argv[1:]
    sheet = words[words.index("--sheet") + 1] if "--sheet" in words else None
    asked = [w for w in words if w in {"qiba", "echoes", "phase", "stretch", "oct"}]
    jobs = {"qiba": lambda: qiba(sheet), "echoes": echoes, "phase": phase, "stretch": stretch,
            "oct": oct_layers}  # fmt: skip
    for name in asked or jobs:
        jobs[name]()


if __name__ == "__main__":
    main()
