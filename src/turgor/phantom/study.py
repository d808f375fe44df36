"""Write a phantom split-face study as an instrument and a coordinator would leave it."""

import json
import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from turgor.compute import worker_count
from turgor.errors import InputError
from turgor.formats.doorway import write_surface
from turgor.phantom import study_tables
from turgor.phantom.colour_study import colour_part
from turgor.phantom.laxity_study import laxity_part
from turgor.phantom.record_study import record_part
from turgor.phantom.study_spec import (
    CONTROL,
    SIDES,
    TREATED,
    CaptureTruth,
    PlannedVisit,
    SideTruth,
    StudySpec,
    StudyTruth,
)
from turgor.phantom.surface.capture import CaptureSpec, capture
from turgor.phantom.surface.change import SkinChange, changed, oedema
from turgor.phantom.surface.layout import draw_skin
from turgor.phantom.surface.pose import Pose
from turgor.phantom.surface.skin import Skin, make_surface
from turgor.phantom.surface.truth import PlantedTruth

#: called with captures done, captures in all, and the file just written
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class _Job:
    """One capture that is to be written."""

    path: str
    skin: Skin
    spec: CaptureSpec
    state: SideTruth
    replicate: int


def make_study(
    folder: Path, spec: StudySpec | None = None, progress: Progress | None = None
) -> StudyTruth:
    """Write captures, tables, study.toml and truth/truth.json into a folder.

    The folder is made where it is missing; files of the same names are replaced.

    Errors: InputError where the folder can't be written, FormatError for a suffix that no
    format writes.
    """
    spec = spec or StudySpec()
    try:
        (folder / "captures").mkdir(parents=True, exist_ok=True)
        (folder / "truth").mkdir(exist_ok=True)
    except OSError as error:
        raise InputError(
            f"{folder}: can't be made ({error.strerror}); choose another folder"
        ) from error
    states = side_states(spec)
    jobs = _jobs(spec, states)
    done: list[CaptureTruth] = []
    with ThreadPoolExecutor(worker_count()) as pool:
        for truth in pool.map(lambda job: _write(folder, job), jobs):
            done.append(truth)
            if progress is not None:
                progress(len(done), len(jobs), truth.path)
    colour = None
    if spec.colour is not None:
        if progress is not None:
            progress(len(done), len(jobs), "spectra and photographs")
        colour = colour_part(folder, spec, states, spec.colour)
    laxity = None
    if spec.laxity is not None:
        if progress is not None:
            progress(len(done), len(jobs), "suction, ultrasound, barrier and waves")
        laxity = laxity_part(folder, spec, states, spec.laxity)
    told: dict[str, str] = {}
    record = None
    if spec.record is not None:
        told, record = record_part(spec, states, spec.record)
    study = StudyTruth(folder, states, tuple(done), colour, laxity, record)
    texts = study_tables.all_texts(spec, study) | told
    texts["truth/truth.json"] = truth_json(study)
    for name, text in texts.items():
        try:
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise InputError(f"{folder / name}: can't be written ({error.strerror})") from error
    return study


def side_states(spec: StudySpec) -> tuple[SideTruth, ...]:
    """What is planted on every side at every visit; half the subjects are treated on the left."""
    rng = np.random.default_rng([spec.seed, 1])
    lefts = [k % 2 == 0 for k in range(spec.subjects)]
    rng.shuffle(lefts)
    if spec.treated_sides:
        lefts = [side == "left" for side in spec.treated_sides]
    response = 1.0 + spec.responder_sd * rng.standard_normal(spec.subjects)
    states: list[SideTruth] = []
    for k, left in enumerate(lefts):
        for side in SIDES:
            treated = (side == "left") == left
            for visit in spec.visits:
                change, swollen = SkinChange(), False
                if treated:
                    change, swollen = _planted(spec, visit, float(response[k]))
                states.append(
                    SideTruth(
                        subject=subject_id(k),
                        side=side,
                        arm=TREATED if treated else CONTROL,
                        visit=visit.label,
                        wrinkle_factor=change.wrinkle_factor,
                        relief_factor=change.relief_factor,
                        swollen=swollen,
                    )
                )
    return tuple(states)


def subject_id(number: int) -> str:
    """The pseudonym of the subject with this number, from 0."""
    return f"S{number + 1:02d}"


def _planted(spec: StudySpec, visit: PlannedVisit, response: float) -> tuple[SkinChange, bool]:
    lasting = 1.0 - (1.0 - visit.wrinkle_factor) * max(response, 0.0)
    change = SkinChange(lasting, lasting, 1.0)
    if visit.days_since_session is None:
        return change, False
    swelling = oedema(visit.days_since_session, spec.swelling)
    return change.then(swelling), swelling.relief_factor < 0.99


def _jobs(spec: StudySpec, states: tuple[SideTruth, ...]) -> list[_Job]:
    jobs: list[_Job] = []
    visits = {visit.label: visit for visit in spec.visits}
    skins: dict[tuple[str, str], Skin] = {}
    for state in states:
        key = (state.subject, state.side)
        number = int(state.subject[1:]) * 2 + SIDES.index(state.side)
        if key not in skins:
            drawn = draw_skin(spec.layout, spec.seed + number)
            skins[key] = make_surface(replace(drawn, relief=spec.relief), number)
        factor = state.wrinkle_factor
        skin = changed(skins[key], SkinChange(factor, factor, state.relief_factor))
        for replicate in range(1, visits[state.visit].replicates + 1):
            first = state.visit == spec.visits[0].label and replicate == 1
            suffix = spec.suffixes[len(jobs) % len(spec.suffixes)]
            name = f"{state.subject}_{state.visit}_{state.side}_{replicate}{suffix}"
            seed = spec.seed + 1000 + len(jobs)
            pose = Pose() if first else _reseated(spec, seed)
            shot = CaptureSpec(
                spec.field_mm, spec.pitch_um, pose, spec.instrument, seed, spec.device
            )
            jobs.append(_Job(f"captures/{name}", skin, shot, state, replicate))
    return jobs


def _reseated(spec: StudySpec, seed: int) -> Pose:
    """A pose as of an instrument that was lifted and put back."""
    rng = np.random.default_rng(seed)
    far, towards = spec.reseat_mm * 1000.0 * math.sqrt(rng.uniform()), rng.uniform(0, 2 * math.pi)
    return Pose(
        displacement_um=(far * math.cos(towards), far * math.sin(towards)),
        rotation_deg=float(rng.uniform(-spec.reseat_deg, spec.reseat_deg)),
        tilt_x_deg=float(rng.uniform(-1.0, 1.0)),
        tilt_y_deg=float(rng.uniform(-1.0, 1.0)),
        strain_x=float(rng.normal(0.0, 0.002)),
        strain_y=float(rng.normal(0.0, 0.002)),
        warp_um=float(abs(rng.normal(0.0, 20.0))),
    )


def _write(folder: Path, job: _Job) -> CaptureTruth:
    height_map, planted = capture(job.skin, job.spec)
    write_surface(height_map, folder / job.path)
    return CaptureTruth(
        path=job.path,
        subject=job.state.subject,
        side=job.state.side,
        visit=job.state.visit,
        replicate=job.replicate,
        displacement_um=job.spec.pose.displacement_um,
        rotation_deg=job.spec.pose.rotation_deg,
        volume_mm3=planted.volume_mm3,
        wrinkles=_summary(planted),
    )


def _summary(planted: PlantedTruth) -> tuple[tuple[str, str, float, float, float, float], ...]:
    return tuple(
        (w.id, w.object_class, w.depth_mean_um, w.depth_max_um, w.length_mm, w.volume_mm3)
        for w in planted.wrinkles
    )


def truth_json(study: StudyTruth) -> str:
    """The truth as JSON; measuring code never reads it."""
    record = {"sides": [asdict(s) for s in study.sides]}
    record["captures"] = [asdict(c) for c in study.captures]
    if study.colour is not None:
        record["colour"] = [asdict(study.colour)]
    if study.laxity is not None:
        record["laxity"] = [asdict(study.laxity)]
    if study.record is not None:
        record["record"] = [asdict(study.record)]
    return json.dumps(record, indent=1) + "\n"
