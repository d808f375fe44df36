"""Write the colour part of a phantom study: spectra and photographs, with rows and truth."""

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from turgor.compute import worker_count
from turgor.errors import InputError
from turgor.formats.photo import write_photograph
from turgor.formats.spectrum import write_spectra
from turgor.phantom.colour_plan import (
    ColourPart,
    ColourPlan,
    ColourSideTruth,
    ColourVisit,
    PhotoCaptureTruth,
    SpectrumTruth,
)
from turgor.phantom.photo.capture import PhotoCaptureSpec, photograph
from turgor.phantom.photo.change import PhotoChange, changed
from turgor.phantom.photo.chart import ChartSpec
from turgor.phantom.photo.contrast import ILLUMINANT, OBSERVER, xyz_table
from turgor.phantom.photo.layout import draw_plan
from turgor.phantom.photo.pose import CameraPose, Expression
from turgor.phantom.photo.skin import PhotoSkin, make_skin
from turgor.phantom.photo.truth import PhotoTruth
from turgor.phantom.spectrum.reading import read_skin, treated
from turgor.phantom.spectrum.subject import draw_optics, true_ita_deg
from turgor.phantom.study_spec import SIDES, TREATED, SideTruth, StudySpec
from turgor.physics.colour.cielab import lab_from_xyz
from turgor.physics.colour.ita import ita_deg
from turgor.physics.colour.tristimulus import white_point
from turgor.physics.skin_optics import SkinOptics
from turgor.record.spectrum import Spectrum

F = NDArray[np.float64]

_UNCHANGED = ColourVisit()

#: corners of the zone in shares of the skin's width and height, clear of chart and rim
ZONE = np.array([[-0.4, -0.38], [0.4, -0.38], [0.4, 0.42], [-0.4, 0.42]])


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of one person at one visit."""

    truth: ColourSideTruth
    baseline: SkinOptics
    optics: SkinOptics
    change: ColourVisit
    number: int
    visit: int


def colour_part(
    folder: Path, spec: StudySpec, states: tuple[SideTruth, ...], plan: ColourPlan | None = None
) -> ColourPart:
    """Write spectra and photographs of a study's subjects into ``folder``/captures.

    states : who was treated on which side, as study.side_states gives them; what is planted at
    which visit is the plan's own.

    Errors: InputError where the folder can't be written.
    """
    plan = plan or ColourPlan()
    try:
        (folder / "captures").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"{folder}: can't be made ({error.strerror}); choose another folder"
        ) from error
    sides = _sides(spec, states, plan)
    spectra, readings = _write_spectra(folder, spec, plan, sides)
    if plan.wide_table:
        write_spectra(readings, folder / plan.wide_table)
    photos = _write_photos(folder, spec, plan, sides)
    written = [(s.path, s.subject, s.visit, s.side, s.replicate, plan.instrument.device)
               for s in spectra]  # fmt: skip
    written += [(p.path, p.subject, p.visit, p.side, p.replicate, plan.photo_device)
                for p in photos]  # fmt: skip
    rows = tuple(
        (
            path, subject, visit, plan.site, side, plan.region, replicate, "yes", device,
            ("AB", "CD")[int(subject[1:]) % 2],
        )
        for path, subject, visit, side, replicate, device in written
    )  # fmt: skip
    return ColourPart(rows, tuple(s.truth for s in sides), spectra, photos, plan.wide_table)


def _sides(spec: StudySpec, states: tuple[SideTruth, ...], plan: ColourPlan) -> list[_Side]:
    """Every side at every visit, with its optics."""
    rng = np.random.default_rng([spec.seed, 500])
    labels = [visit.label for visit in spec.visits]
    own: dict[tuple[str, str], tuple[SkinOptics, str]] = {}
    made: list[_Side] = []
    for state in states:
        subject = int(state.subject[1:]) - 1
        if (state.subject, state.side) not in own:
            tone = plan.tones[subject % len(plan.tones)]
            skin = draw_optics(tone, np.random.default_rng([spec.seed, 501, subject]))
            for side in SIDES:
                melanin, blood = np.exp(rng.normal(0, 1, 2) * (plan.side_melanin, plan.side_blood))
                own[state.subject, side] = treated(skin, float(melanin), float(blood)), tone
        baseline, tone = own[state.subject, state.side]
        change = plan.visits.get(state.visit, _UNCHANGED) if state.arm == TREATED else _UNCHANGED
        optics = treated(baseline, change.melanin_factor, change.blood_factor)
        truth = ColourSideTruth(
            subject=state.subject,
            side=state.side,
            arm=state.arm,
            visit=state.visit,
            tone=tone,
            ita_deg=float(true_ita_deg([optics])[0]),
            melanin=optics.melanin,
            blood_fraction=optics.blood_fraction,
            melanin_factor=change.melanin_factor,
            blood_factor=change.blood_factor,
            fade=change.fade,
        )
        number = 2 * subject + SIDES.index(state.side)
        made.append(_Side(truth, baseline, optics, change, number, labels.index(state.visit)))
    return made


def _write_spectra(
    folder: Path, spec: StudySpec, plan: ColourPlan, sides: list[_Side]
) -> tuple[tuple[SpectrumTruth, ...], list[Spectrum]]:
    truths: list[SpectrumTruth] = []
    readings: list[Spectrum] = []
    for side in sides:
        t = side.truth
        count = plan.spectra_at_baseline if side.visit == 0 else plan.spectra_later
        for replicate in range(1, count + 1):
            name = f"{t.subject}_{t.visit}_{t.side}_{replicate}"
            seed = (spec.seed, 510, side.number, side.visit)
            spectrum, reading = read_skin(
                side.optics, plan.instrument, plan.reseat, seed, replicate, name
            )
            path = f"captures/{name}_spectrum.csv"
            write_spectra([spectrum], folder / path)
            readings.append(spectrum)
            truths.append(SpectrumTruth(path, t.subject, t.side, t.visit, replicate, reading))
    return tuple(truths), readings


def _write_photos(
    folder: Path, spec: StudySpec, plan: ColourPlan, sides: list[_Side]
) -> tuple[PhotoCaptureTruth, ...]:
    skins: dict[int, PhotoSkin] = {}
    jobs: list[tuple[str, _Side, int, PhotoSkin]] = []
    for side in sides:
        if side.number >= 2 * plan.photo_subjects:
            continue
        if side.number not in skins:
            # the free skin loses no light at an instrument's edge
            free = replace(side.baseline, aperture_radius_mm=math.inf)
            seed = spec.seed + 520 + side.number
            skins[side.number] = make_skin(draw_plan(free, plan.layout, seed), seed)
        skin = changed(skins[side.number], _photo_change(skins[side.number], side.change))
        t = side.truth
        for replicate in range(1, (plan.photos_at_baseline if side.visit == 0 else 1) + 1):
            name = f"{t.subject}_{t.visit}_{t.side}_{replicate}_photo{plan.photo_suffix}"
            jobs.append((f"captures/{name}", side, replicate, skin))

    def work(job: tuple[str, _Side, int, PhotoSkin]) -> PhotoCaptureTruth:
        path, side, replicate, skin = job
        photo, truth = photograph(skin, _shot(spec, plan, side, replicate))
        write_photograph(photo, folder / path)
        return _photo_truth(path, side, replicate, truth)

    with ThreadPoolExecutor(worker_count()) as pool:
        return tuple(pool.map(work, jobs))


def _photo_change(skin: PhotoSkin, change: ColourVisit) -> PhotoChange:
    """Skin-wide factors, and the same fading of every lentigo."""
    lentigines = [s.id for s in skin.plan.spots if s.kind == "spot" and s.chromophore == "melanin"]
    return PhotoChange(
        fade=dict.fromkeys(lentigines, change.fade),
        melanin_factor=change.melanin_factor,
        blood_factor=change.blood_factor,
    )


def _shot(spec: StudySpec, plan: ColourPlan, side: _Side, replicate: int) -> PhotoCaptureSpec:
    """How one photograph was taken; the first of the baseline is held straight."""
    rng = np.random.default_rng([spec.seed, 530, side.number, side.visit, replicate])
    first = side.visit == 0 and replicate == 1
    amount = 0.0 if first else 1.0
    low = 0.5 * plan.layout.size_mm[1]
    patch = 0.9 * plan.chart_pitch_mm
    chart = ChartSpec(patch_mm=patch, gap_mm=plan.chart_pitch_mm - patch)
    height = chart.size_mm[1]
    chart = replace(
        chart,
        # its lower edge lies some millimetres over the skin's upper rim
        centre_mm=(float(rng.normal(0, 3)), -low - 0.5 * height + 4.0 + float(rng.normal(0, 0.7))),
        rotation_deg=float(rng.normal(0, 2.5)),
        tilt_x_deg=float(rng.normal(0, 3.0)),
        tilt_y_deg=float(rng.normal(0, 3.0)),
    )
    drift = amount * rng.normal(0.0, 1.0, 5)
    pose = CameraPose(
        um_per_px=plan.um_per_px * math.exp(0.02 * float(drift[0])),
        # the picture's middle is that of skin and chart together
        shift_mm=(float(drift[1]), 0.5 * (4.0 - height) + 0.8 * float(drift[2])),
        rotation_deg=1.5 * float(drift[3]),
        tilt_x_deg=1.5 * float(drift[4]),
        tilt_y_deg=amount * float(rng.normal(0.0, 1.5)),
        expression=Expression(amount * 0.3, 45.0, int(rng.integers(1 << 30))),
    )
    return PhotoCaptureSpec(
        plan.photo_shape,
        pose,
        plan.light,
        replace(plan.camera, exposure=plan.camera.exposure * math.exp(float(rng.normal(0, 0.03)))),
        chart,
        seed=spec.seed + 1000 * side.number + 100 * side.visit + replicate,
        device=plan.photo_device,
    )


def _photo_truth(path: str, side: _Side, replicate: int, truth: PhotoTruth) -> PhotoCaptureTruth:
    t = side.truth
    width, height = truth.skin.plan.size_mm
    zone = truth.to_photo(ZONE * (width, height))
    lab = zone_lab(truth)
    spots = tuple(
        (
            s.id, s.chromophore, *s.centre_px, s.area_mm2, s.mi_rgb_contrast, s.ei_rgb_contrast,
            s.mi_rgb_to_ring, s.ei_rgb_to_ring,
        )
        for s in truth.spots
        if s.kind == "spot"
    )  # fmt: skip
    return PhotoCaptureTruth(
        path, t.subject, t.side, t.visit, replicate, truth.um_per_px, t.ita_deg,
        _pairs(truth.chart_corners_px), spots, _pairs(zone), lab,
        float(ita_deg(lab[0], lab[2])),
    )  # fmt: skip


def zone_lab(truth: PhotoTruth) -> tuple[float, float, float]:
    """L*, a*, b* of the mean true colour of the zone, on a grid of half a millimetre."""
    width, height = truth.skin.plan.size_mm
    x, y = np.meshgrid(
        np.arange(ZONE[0, 0] * width, ZONE[1, 0] * width, 0.5),
        np.arange(ZONE[0, 1] * height, ZONE[2, 1] * height, 0.5),
    )
    amounts = truth.skin.chromophores(x.ravel(), y.ravel())
    mean = xyz_table(truth.skin.plan).at(*amounts).mean(axis=0)
    l_star, a_star, b_star = lab_from_xyz(mean, white_point(ILLUMINANT, OBSERVER))
    return float(l_star), float(a_star), float(b_star)


def _pairs(points: F | None) -> tuple[tuple[float, float], ...]:
    if points is None:
        return ()
    return tuple((float(u), float(v)) for u, v in points)
