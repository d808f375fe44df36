"""A shear wave, a pair of OCT scans and a scanner's report of one person, at first and last."""

from pathlib import Path

from turgor.formats.elastogram import write_elastogram
from turgor.formats.wave import write_wave
from turgor.phantom.elastogram import ElastogramSpec, planted_elastogram
from turgor.phantom.laxity_job import LaxityJob, LaxitySide, name_of
from turgor.phantom.laxity_plan import LaxityPlan
from turgor.phantom.oct.files import write_oct_phantom
from turgor.phantom.oct.pair import OctSpec, StrainLayer
from turgor.phantom.study_spec import StudySpec
from turgor.phantom.wave.field import WaveSpec, wave_field
from turgor.phantom.wave.spec import Solid, TravellingSource, WaveFaults, WaveGrid
from turgor.record.elastogram import Elastogram, StatedStiffness

#: kPa and Pa·s of the phantom's dermis at rest
_MU_KPA, _ETA_PA_S = 12.0, 1.2


def extra_jobs(spec: StudySpec, plan: LaxityPlan, side: LaxitySide) -> list[LaxityJob]:
    """Readings of the first subject only, at the first and the last visit."""
    last = len(spec.visits) - 1
    if not plan.waves or side.number > 1 or side.visit not in (0, last):
        return []
    return [_wave(spec, side), _oct(spec, side), _report(spec, side)]


def _wave(spec: StudySpec, side: LaxitySide) -> LaxityJob:
    mu = _MU_KPA * (1.0 + side.change.firmer)
    made = WaveSpec(
        TravellingSource(Solid("kelvin-voigt", mu, _ETA_PA_S), centre_hz=400.0),
        WaveGrid((0.6, 0.8, 1.0), 0.5, 0.15, 60, 1e-4, 200),
        WaveFaults(snr_db=30.0),
    )

    def write(path: Path) -> dict[str, float]:
        field, _ = wave_field(made, side.seed(730, spec.seed))
        write_wave(field, path)
        return {"mu_kpa": mu, "eta_pa_s": _ETA_PA_S}

    return LaxityJob(name_of(side, 1, "wave.npz"), "wave", side.state, 1, "Phantom W1", write)


def _oct(spec: StudySpec, side: LaxitySide) -> LaxityJob:
    """Under one load the firmer dermis is strained less."""
    strain = -0.006 / (1.0 + side.change.firmer)
    made = OctSpec(layers=(StrainLayer(120.0, -0.001), StrainLayer(500.0, strain)))

    def write(path: Path) -> dict[str, float]:
        write_oct_phantom(made, path, side.seed(731, spec.seed))
        return {"epidermis": -0.001, "dermis": strain}

    return LaxityJob(name_of(side, 1, "oct.npz"), "oct", side.state, 1, "Phantom O1", write)


def _report(spec: StudySpec, side: LaxitySide) -> LaxityJob:
    """The report of a scanner that turns speed into E = 3 rho c²."""
    made = ElastogramSpec(modulus_kpa=3.0 * _MU_KPA * (1.0 + side.change.firmer))
    seed = spec.seed + 732 + 10 * side.number + side.visit

    def write(path: Path) -> dict[str, float]:
        truth = planted_elastogram(made, seed)
        told = (("median", truth.median_kpa), ("sd", truth.sd_kpa))
        numbers = tuple(
            StatedStiffness("modulus_kpa", value, word, "Skin", "2D Shear Wave Elastography")
            for word, value in told
        )
        record = Elastogram(
            "structured-report",
            numbers,
            device="Phantom E1",
            settings={"device_model": "Phantom E1", "software_version": "1"},
        )
        write_elastogram(record, path)
        return {"modulus_kpa": truth.median_kpa}

    path = name_of(side, 1, "elastogram.dcm")
    return LaxityJob(path, "elastogram", side.state, 1, "Phantom E1", write)
