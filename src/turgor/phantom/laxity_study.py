"""Write the laxity part of a phantom study: suction, ultrasound, barrier, and a few waves."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np

from turgor.compute import worker_count
from turgor.errors import InputError
from turgor.formats.barrier import write_barrier
from turgor.formats.ultrasound import write_ultrasound
from turgor.phantom.barrier import BarrierSpec, barrier_series
from turgor.phantom.laxity_extra import extra_jobs
from turgor.phantom.laxity_job import LaxityJob, LaxitySide, name_of
from turgor.phantom.laxity_plan import LaxityPart, LaxityPlan, LaxityVisit, ReadingTruth, Row
from turgor.phantom.study_spec import SIDES, TREATED, SideTruth, StudySpec
from turgor.phantom.suction import (
    SuctionSpec,
    changed,
    draw_subject,
    has_room,
    reseated,
    write_suction_series,
)
from turgor.phantom.ultrasound import SkinSpec, UltrasoundSpec, after_session, at_hour, bmode

_UNCHANGED = LaxityVisit()
_TRIES = 100


def laxity_part(
    folder: Path, spec: StudySpec, states: tuple[SideTruth, ...], plan: LaxityPlan | None = None
) -> LaxityPart:
    """Write the readings of a study's subjects into ``folder``/captures.

    states : who was treated on which side, as study.side_states gives them; what is planted at
    which visit is the plan's own.

    Errors: InputError where the folder can't be written.
    """
    plan = plan or LaxityPlan()
    try:
        (folder / "captures").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"{folder}: can't be made ({error.strerror}); choose another folder"
        ) from error
    jobs: list[LaxityJob] = []
    skins: dict[int, SuctionSpec] = {}
    for side in _sides(spec, states, plan):
        if side.number not in skins:
            skins[side.number] = _person(spec.seed, plan, side.number)
        jobs += _suction(spec, plan, side, skins[side.number])
        jobs += _barrier(spec, plan, side)
        jobs += _ultrasound(spec, plan, side)
        jobs += extra_jobs(spec, plan, side)

    def work(job: LaxityJob) -> ReadingTruth:
        planted = job.write(folder / job.path)
        t = job.state
        return ReadingTruth(job.path, job.kind, t.subject, t.side, t.visit, job.replicate, planted)

    with ThreadPoolExecutor(worker_count()) as pool:
        readings = tuple(pool.map(work, jobs))
    return LaxityPart(tuple(_row(plan, job) for job in jobs), readings)


def _sides(spec: StudySpec, states: tuple[SideTruth, ...], plan: LaxityPlan) -> list[LaxitySide]:
    labels = [visit.label for visit in spec.visits]
    return [
        LaxitySide(
            state,
            plan.visits.get(state.visit, _UNCHANGED) if state.arm == TREATED else _UNCHANGED,
            2 * (int(state.subject[1:]) - 1) + SIDES.index(state.side),
            labels.index(state.visit),
        )
        for state in states
    ]


def _row(plan: LaxityPlan, job: LaxityJob) -> Row:
    t = job.state
    operator = ("AB", "CD")[int(t.subject[1:]) % 2]
    return (
        job.path, t.subject, t.visit, plan.site, t.side, plan.region, job.replicate, "yes",
        job.device, operator, job.kind, "", "",
    )  # fmt: skip


def _count(plan: LaxityPlan, side: LaxitySide) -> int:
    return plan.at_baseline if side.visit == 0 else plan.later


def _person(seed: int, plan: LaxityPlan, number: int) -> SuctionSpec:
    """The skin of one side at baseline.

    Drawn anew where a change that the study plans would take it out of the suction law's range, on
    treated and control sides alike, so that both are of one population.

    Errors: InputError where no draw of a hundred stays within it.
    """
    for draw in range(_TRIES):
        again = (draw,) if draw else ()
        person = draw_subject((seed, 700, number, *again), plan.suction)
        if all(has_room(_after(person, visit)) for visit in (_UNCHANGED, *plan.visits.values())):
            return person
    raise InputError(
        "the changes that this study plans take every skin out of the suction law's range; plan "
        "less firming or thickening"
    )


def _after(skin: SuctionSpec, change: LaxityVisit) -> SuctionSpec:
    return changed(skin, firmer=change.firmer, thicker=change.thicker)


def _suction(
    spec: StudySpec, plan: LaxityPlan, side: LaxitySide, person: SuctionSpec
) -> list[LaxityJob]:
    skin = _after(person, side.change)

    def job(replicate: int) -> LaxityJob:
        # the study states the nominal force of the probe, not each file its own
        placed = replace(reseated(skin, side.seed(701, spec.seed, replicate)), says_force=False)

        def write(path: Path) -> dict[str, float]:
            return dict(write_suction_series(placed, side.seed(702, spec.seed, replicate), path).r)

        path = name_of(side, replicate, "suction.csv")
        return LaxityJob(path, "suction", side.state, replicate, plan.suction.device, write)

    return [job(replicate) for replicate in range(1, _count(plan, side) + 1)]


def _barrier(spec: StudySpec, plan: LaxityPlan, side: LaxitySide) -> list[LaxityJob]:
    own = np.random.default_rng((spec.seed, 710, side.number))
    skin = {
        "tewl": BarrierSpec(
            steady=float(own.uniform(8.0, 14.0)),
            duration_s=90.0,
            hours_since_session=side.change.hours_since_session,
        ),
        "capacitance": BarrierSpec(
            quantity="capacitance",
            chamber="contact",
            steady=float(own.uniform(45.0, 65.0)),
            duration_s=12.0,
            sampling_hz=4.0,
            contact_excess=0.0,
            noise=0.4,
            noise_tau_s=0.0,
            occlusion=3.0,
            hours_since_session=side.change.hours_since_session,
        ),
    }

    def job(quantity: str, base: BarrierSpec, replicate: int) -> LaxityJob:
        rng = np.random.default_rng(side.seed(711 + len(quantity), spec.seed, replicate))
        placed = replace(base, steady=base.steady * float(np.exp(rng.normal(0.0, 0.04))))

        def write(path: Path) -> dict[str, float]:
            series, truth = barrier_series(placed, int(rng.integers(1 << 31)))
            write_barrier(series, path)
            return {"steady": truth.steady, "undisturbed": truth.undisturbed}

        path = name_of(side, replicate, f"{quantity}.csv")
        return LaxityJob(path, "barrier", side.state, replicate, "Phantom B1", write)

    return [
        job(quantity, base, replicate)
        for quantity, base in skin.items()
        for replicate in range(1, _count(plan, side) + 1)
    ]


def _ultrasound(spec: StudySpec, plan: LaxityPlan, side: LaxitySide) -> list[LaxityJob]:
    if side.number >= 2 * plan.scanned_subjects:
        return []
    own = np.random.default_rng((spec.seed, 720, side.number))
    skin = SkinSpec(
        entry_um=1500.0,
        tilt_deg=1.0,
        dermis_um=float(own.uniform(1150.0, 1400.0)) * (1.0 + side.change.thicker),
        sleb_um=plan.band_um * side.change.band,
        gradient_db=2.0,
    )
    seen = UltrasoundSpec(plan.probe, skin, plan.path)
    if side.change.days is not None:
        seen = after_session(seen, side.change.days)
    seen = at_hour(seen, plan.hours.get(side.state.visit, plan.usual_hour))
    count = plan.scans_at_baseline if side.visit == 0 else plan.scans_later

    def job(replicate: int) -> LaxityJob:
        rng = np.random.default_rng(side.seed(721, spec.seed, replicate))
        placed = replace(
            seen,
            skin=replace(
                seen.skin,
                dermis_um=seen.skin.dermis_um * float(np.exp(rng.normal(0.0, 0.012))),
                tilt_deg=float(rng.normal(0.0, 1.5)),
                entry_um=float(rng.normal(1500.0, 80.0)),
            ),
        )

        def write(path: Path) -> dict[str, float]:
            image, truth = bmode(placed, int(rng.integers(1 << 31)))
            write_ultrasound(image, path)
            return {
                "dermis_um": truth.dermis_mean_um,
                "band_um": truth.sleb_mean_um,
                "upper_lower_db": truth.upper_lower_db,
            }

        path = name_of(side, replicate, "ultrasound.png")
        return LaxityJob(path, "ultrasound", side.state, replicate, plan.probe.device, write)

    return [job(replicate) for replicate in range(1, count + 1)]
