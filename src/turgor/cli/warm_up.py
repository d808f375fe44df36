"""Compile every kernel once, at set-up: ``python -m turgor.cli.warm_up``.

Compiled code is kept on disk beside its source, so that the first real capture does not wait.
"""

import sys
import tempfile
from pathlib import Path


def warm_up() -> None:
    """Run one tiny phantom study through the whole job and throw it away."""
    from turgor.phantom.colour_plan import ColourPlan
    from turgor.phantom.laxity_plan import LaxityPlan
    from turgor.phantom.photo.layout import PhotoLayout
    from turgor.phantom.study import make_study
    from turgor.phantom.study_spec import ENDPOINTS, PlannedVisit, StudySpec
    from turgor.report.write_study import write_study_page
    from turgor.workflow.follow_study import follow_study
    from turgor.workflow.measure_study import measure_study
    from turgor.workflow.study import init_study, open_study
    from turgor.workflow.take_in import add_paths

    spec = StudySpec(
        subjects=1,
        visits=(PlannedVisit("baseline", 0, 2), PlannedVisit("W24", 168, 1, 0.7, 112)),
        endpoints=ENDPOINTS[:1],
        session_days=(0,),
        colour=ColourPlan(
            photo_subjects=1,
            photos_at_baseline=1,
            spectra_at_baseline=1,
            spectra_later=1,
            photo_shape=(750, 1000),
            um_per_px=50.0,
            layout=PhotoLayout(size_mm=(36.0, 24.0)),
            chart_pitch_mm=3.0,
            wide_table="",
        ),
        laxity=LaxityPlan(
            at_baseline=1, later=1, scanned_subjects=1, scans_at_baseline=1, scans_later=1
        ),
    )
    with tempfile.TemporaryDirectory() as folder:
        raw, study_folder = Path(folder) / "raw", Path(folder) / "study"
        make_study(raw, spec)
        init_study(study_folder, raw / "study.toml").store.close()
        with open_study(study_folder) as study:
            add_paths(study, [raw], "primos-visits")
            measure_study(study)
        _echoes(Path(folder) / "echoes.npz")
        write_study_page(study_folder, follow_study(study_folder), study_folder / "report.html")


def _echoes(path: Path) -> None:
    """Motion estimated from echoes, which the study's waves don't need."""
    from turgor.formats.wave import read_wave
    from turgor.measure.elasticity.wave import measure_wave
    from turgor.phantom.wave.echo import EchoSpec
    from turgor.phantom.wave.files import write_echo_phantom
    from turgor.phantom.wave.qiba import qiba_cases

    write_echo_phantom(EchoSpec(qiba_cases()[4]), path)
    measure_wave(read_wave(path)[0], capture_sha256="0" * 64)


if __name__ == "__main__":
    sys.stderr.write("compiling kernels, once ...\n")
    warm_up()
