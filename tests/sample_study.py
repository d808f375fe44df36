"""A made-up study for pages and documents: values drawn, nothing measured."""

import datetime as dt

import numpy as np

from turgor.follow.whole import follow
from turgor.metrics import Measurand
from turgor.record.capture import Capture
from turgor.record.design import Allocation, Arm, ConfoundingWindow, Endpoint, StudyDesign
from turgor.record.finding import Finding
from turgor.record.observation import Observation
from turgor.record.photo_series import PhotoSeries, PhotoVisit, SpotPlace
from turgor.record.session import Session
from turgor.record.site import BodySite
from turgor.record.subject import Subject
from turgor.record.visit import Visit, VisitConditions, VisitWindow
from turgor.store.records import Refusal
from turgor.workflow.follow_study import StudyFacts, StudyFollowUp
from turgor.workflow.pictures import RegionPictures

SITE = "crow's feet"
VISITS = (("baseline", 0, None), ("W4", 28, 3.0), ("W12", 84, 28.0))
SHARED = {
    "device_class": "unknown",
    "height_reference": "absolute",
    "form": "robust-polynomial-2",
    "s_filter": "gaussian",
    "s_nesting_um": 25.0,
    "l_filter": "regression-gaussian",
    "l_nesting_um": 2500.0,
    "part": "whole",
}
METRICS = {"surface.sq": (35.0, 1.0, -8.0), "surface.sa": (26.0, 0.8, -5.0)}


def measurand(metric):
    return Measurand.of(metric, SHARED)


def observations(generator):
    for s in range(1, 7):
        for side in ("left", "right"):
            base = {m: generator.normal(v[0], 0.15 * v[0]) for m, v in METRICS.items()}
            for visit, _, days in VISITS:
                for replicate in (1, 2, 3):
                    for metric, (_, sem, effect) in METRICS.items():
                        moved = effect if side == "left" and visit == "W12" else 0.0
                        moved += 0.6 * effect if visit == "W4" else 0.0
                        value = base[metric] + moved + generator.normal(0.0, sem)
                        finding = Finding(
                            measurand(metric), float(value), "µm", "turgor.surface", "1",
                            u_reason="drawn", captures=(sha(s, side, visit, replicate),),
                            replicate=replicate,
                        )  # fmt: skip
                        yield Observation(
                            f"S{s:02d}",
                            BodySite(SITE, side),
                            visit,
                            replicate,
                            replicate > 1,
                            finding,
                            VisitConditions(20.0, 21.5, 45.0, 12.0, days),
                        )


def sha(subject, side, visit, replicate):
    from hashlib import sha256

    return sha256(f"{subject}{side}{visit}{replicate}".encode()).hexdigest()


def captures():
    for s in range(1, 7):
        for side in ("left", "right"):
            for visit, _, _ in VISITS:
                for replicate in (1, 2, 3):
                    yield Capture(
                        sha(s, side, visit, replicate),
                        f"S{s:02d}_{visit}_{side}_{replicate}.sur",
                        f"S{s:02d}",
                        visit,
                        BodySite(SITE, side),
                        replicate=replicate,
                        reseated=replicate > 1,
                    )


def design():
    return StudyDesign(
        "SAMPLE",
        "Sample split-face study",
        "split-face",
        "baseline",
        (Arm("t", "microneedling"), Arm("c", "untreated", control=True)),
        tuple(VisitWindow(label, day, 3, 3) for label, day, _ in VISITS),
        (Endpoint("sq-w12", measurand("surface.sq"), SITE, "decrease", "W12", "protocol", True),),
        (ConfoundingWindow("oedema", "days_since_session", 14.0, "protocol"),),
    )


def pictures():
    y, x = np.mgrid[0:120, 0:160] * 100.0
    base = -120.0 * np.exp(-(((y - 6000.0 - 0.1 * x) / 400.0) ** 2)) + 8.0 * np.sin(x / 150.0)
    base[20:30, 50:54] = np.nan
    return tuple(
        RegionPictures("S01", SITE, side, "baseline", "W12", base, f * base, (f - 1) * base,
                       100.0, 0.91, 4.2)
        for side, f in (("left", 0.7), ("right", 1.0))
    )  # fmt: skip


def series():
    """One place with three visits: a fading spot, a vascular one, and a frame edge not known."""
    y, x = np.mgrid[0:180, 0:240]
    spot = np.exp(-(((y - 60) ** 2 + (x - 80) ** 2) / 90.0))
    red = np.exp(-(((y - 120) ** 2 + (x - 170) ** 2) / 200.0))
    visits = []
    for label, factor in (("baseline", 1.0), ("W4", 0.9), ("W12", 0.6)):
        mi = 25.0 + 30.0 * factor * spot + 0.02 * x
        ei = 20.0 + 18.0 * red + 0.01 * y
        shade = np.stack([225 - 1.5 * mi, 190 - 2.0 * mi - ei, 165 - 2.0 * mi - ei], axis=-1)
        known = np.ones(mi.shape, dtype=bool)
        known[:, :6] = label == "baseline"
        visits.append(
            PhotoVisit(label, np.clip(shade, 0, 255).astype(np.uint8), mi, ei, known, f"{label}.")
        )
    spots = (
        SpotPlace("pigment-01", "pigment", (80.0, 60.0), 9.0),
        SpotPlace("vascular-01", "vascular", (170.0, 120.0), 14.0),
    )
    return (
        PhotoSeries("S01", SITE, "left", "", 100.0, tuple(visits), "W12", spots, whole_frame=False),
    )


def make():
    rows = tuple(observations(np.random.default_rng(0)))
    allocation = tuple(
        Allocation(f"S{s:02d}", arm, side)
        for s in range(1, 7)
        for side, arm in (("left", "t"), ("right", "c"))
    )
    taken = tuple(captures())
    facts = StudyFacts(
        design=design(),
        subjects=tuple(Subject(f"S{s:02d}") for s in range(1, 7)),
        visits=tuple(
            Visit(f"S{s:02d}", v, dt.date(2025, 1, 6), VisitConditions(20.0, 21.5, 45.0, None, d))
            for s in range(1, 7)
            for v, _, d in VISITS
        ),
        allocations=allocation,
        sessions=tuple(
            Session(f"S{s:02d}", dt.date(2025, 1, 6), BodySite(SITE, "left"), "microneedling")
            for s in range(1, 7)
        ),
        captures=taken,
        regions=(),
        registrations={},
        refusals={
            taken[0].sha256: Refusal(taken[0].sha256, "measure", "only 3 measured points <b>x</b>")
        },
        readings=(),
        observations=rows,
    )
    followup = follow(facts.design, allocation, rows)
    return StudyFollowUp(facts, followup, frozenset({"iso-25178-2-2021"}), frozenset())
