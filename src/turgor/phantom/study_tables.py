"""The tables that lie beside a phantom study's captures, with the study's own header lines."""

import csv
import datetime as dt
import io
from collections.abc import Sequence

import numpy as np

from turgor.phantom.laxity_plan import LaxityPlan
from turgor.phantom.study_spec import (
    COLOUR_ENDPOINTS,
    CONTROL,
    LAXITY_ENDPOINTS,
    SIDES,
    TREATED,
    StudySpec,
    StudyTruth,
)
from turgor.phantom.ultrasound.spec import DisplaySpec

Row = Sequence[object]

#: days after a session during which swelling is expected, of the phantom's own making
WINDOW_DAYS = 14
#: force of the phantom's suction probe as its spring is rated
NOMINAL_FORCE_N = 0.2


def all_texts(spec: StudySpec, truth: StudyTruth) -> dict[str, str]:
    """File name and text of every table and of the design."""
    return {
        "captures.csv": _captures(spec, truth),
        "visits.csv": _visits(spec),
        "subjects.csv": _subjects(spec),
        "allocation.csv": _allocation(truth),
        "sessions.csv": _sessions(spec, truth),
        "device_table.csv": device_table(spec, truth),
        "study.toml": design_toml(spec),
    }


def _csv(header: str, rows: Sequence[Row]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return out.getvalue()


def _ids(spec: StudySpec) -> list[str]:
    return [f"S{k + 1:02d}" for k in range(spec.subjects)]


def _day(spec: StudySpec, subject: int, day: int) -> str:
    return (spec.first_day + dt.timedelta(days=7 * subject + day)).isoformat()


def _captures(spec: StudySpec, truth: StudyTruth) -> str:
    rows: list[Row] = [
        (
            c.path, c.subject, c.visit, spec.site, c.side, spec.region, c.replicate, "yes",
            spec.device, ("AB", "CD")[int(c.subject[1:]) % 2],
        )
        for c in truth.captures
    ]  # fmt: skip
    if truth.colour is not None:
        rows += truth.colour.rows
    header = "path,subject,visit,site,side,region,replicate,reseated,device,operator"
    if truth.laxity is None:
        return _csv(header, rows)
    rows = [(*row, "", "", "") for row in rows]
    return _csv(f"{header},kind,setup,settings", [*rows, *truth.laxity.rows])


def _visits(spec: StudySpec) -> str:
    rng = np.random.default_rng([spec.seed, 2])
    rows = []
    for k, subject in enumerate(_ids(spec)):
        for visit in spec.visits:
            since = "" if visit.days_since_session is None else visit.days_since_session
            rows.append(
                (
                    subject, visit.label, _day(spec, k, visit.day), 20 + int(rng.integers(0, 11)),
                    round(float(rng.uniform(20, 22)), 1), round(float(rng.uniform(40, 50))),
                    12 + int(rng.integers(0, 7)), since,
                )
            )  # fmt: skip
    return _csv(
        "subject,visit,date,acclimatisation_min,temperature_c,relative_humidity_pct,"
        "hours_since_product,days_since_session",
        rows,
    )


def _subjects(spec: StudySpec) -> str:
    rng = np.random.default_rng([spec.seed, 3])
    types = ("I", "II", "III", "IV")
    rows = [
        (s, "phantom", int(rng.integers(1955, 1976)), ("f", "m")[int(rng.integers(2))],
         types[int(rng.integers(4))])
        for s in _ids(spec)
    ]  # fmt: skip
    return _csv("subject,centre,birth_year,sex,phototype", rows)


def _allocation(truth: StudyTruth) -> str:
    rows = sorted({(s.subject, s.side, s.arm) for s in truth.sides})
    return _csv("subject,side,arm", rows)


def _sessions(spec: StudySpec, truth: StudyTruth) -> str:
    treated = {s.subject: s.side for s in truth.sides if s.arm == TREATED}
    fewer = spec.record.deviating_session if spec.record is not None else None
    rows: list[Row] = []
    for k, subject in enumerate(_ids(spec)):
        for number, day in enumerate(spec.session_days):
            passes = 3 if fewer == (k, number) else 4
            row: Row = (
                subject, _day(spec, k, day), spec.site, treated[subject], TREATED, "yes",
                "Phantom needle", f"needle_depth_mm=1.0;passes={passes}",
            )  # fmt: skip
            if spec.record is not None:
                told = "three passes in place of four: the subject asked to stop"
                more = ("AB", f"cartridge=L{100 + k}-{number + 1}", told if passes == 3 else "")
                row = (*row, *more)
            rows.append(row)
    header = "subject,date,site,side,modality,delivered,device,settings"
    return _csv(header + (",operator,lots,deviation" if spec.record is not None else ""), rows)


def device_table(spec: StudySpec, truth: StudyTruth) -> str:
    """A wide sheet as a closed instrument exports it: a row per subject, Ra and Rz in µm.

    Ra of the device's own making: 18 to 28 µm at baseline, of which two thirds follow the planted
    wrinkle factor, plus 0.4 µm of device noise; Rz is near 5 Ra. Not computed from the captures.
    """
    rng = np.random.default_rng([spec.seed, 4])
    factor = {(s.subject, s.side, s.visit): s.wrinkle_factor for s in truth.sides}
    columns = [(v.label, side) for v in spec.visits for side in SIDES]
    header = ["Patient ID", "Site"]
    header += [f"{p} {v} {side} [µm]" for p in ("Ra", "Rz") for v, side in columns]
    rows: list[Row] = []
    for subject in _ids(spec):
        base = {side: float(rng.uniform(18, 28)) for side in SIDES}
        ra = [
            base[side] * (1 + 2 * factor[subject, side, visit]) / 3 + rng.normal(0, 0.4)
            for visit, side in columns
        ]
        rz = [5.1 * value + rng.normal(0, 2.0) for value in ra]
        rows.append([subject, spec.site, *(f"{v:.2f}" for v in ra), *(f"{v:.1f}" for v in rz)])
    return _csv(",".join(header), rows)


def design_toml(spec: StudySpec) -> str:
    """study.toml: the design, with the oedema window and the declared endpoints."""
    parts = [
        '[study]\nid = "phantom-split-face"\n'
        'title = "Phantom split-face study: needling against nothing, crow\'s feet"\n'
        f'kind = "split-face"\nbaseline = "{spec.visits[0].label}"\n',
        f'[[arm]]\nid = "{TREATED}"\nname = "three needling sessions"\ncontrol = false\n',
        f'[[arm]]\nid = "{CONTROL}"\nname = "no treatment"\ncontrol = true\n',
    ]
    parts += [
        f'[[visit]]\nlabel = "{v.label}"\nday = {v.day}\n'
        f"early_days = {v.window_days}\nlate_days = {v.window_days}\n"
        for v in spec.visits
    ]
    parts += [
        f'[[endpoint]]\nid = "{e.id}"\nmetric = "{e.metric}"\nsite = "{e.site or spec.site}"\n'
        f'direction = "{e.direction}"\nvisit = "{e.visit}"\n'
        f'source = "the phantom study\'s own protocol"\nprimary = {str(e.primary).lower()}\n'
        + (_ESTIMAND if spec.record is not None and e.primary else "")
        for e in (
            *spec.endpoints,
            *(COLOUR_ENDPOINTS if spec.colour is not None else ()),
            *(LAXITY_ENDPOINTS if spec.laxity is not None else ()),
        )
    ]
    parts.append(
        '[[window]]\nname = "oedema after a session"\ncondition = "days_since_session"\n'
        f'below = {WINDOW_DAYS}\nsource = "the phantom study\'s own protocol"\n'
    )
    if spec.colour is not None:
        instrument = spec.colour.instrument
        parts.append(
            f'[captures.spectrum]\ngeometry = "{instrument.geometry}"\n'
            f"aperture_mm = {instrument.aperture_mm}\n"
            f'device_class = "{instrument.device_class}"\n'
        )
        parts.append(
            f'[captures.photo]\nchart = "classic-24"\nchart_pitch_mm = '
            f'{spec.colour.chart_pitch_mm}\ndevice_class = "phantom-camera"\n'
        )
    if spec.laxity is not None:
        parts.append(_laxity_toml(spec.laxity))
    if spec.record is not None:
        parts.append(_CONDUCT.format(site=spec.site, visit=spec.visits[-1].label))
    return "\n".join(parts)


_ESTIMAND = """[endpoint.estimand]
population = "phantom subjects as randomised, each with a treated and an untreated side"
summary = "difference-of-means"
[[endpoint.estimand.intercurrent]]
event = "fewer passes or sessions than planned"
strategy = "treatment-policy"
handling = "values are used whatever was delivered"
"""

_CONDUCT = """[[endpoint]]
id = "comfort-w24"
metric = "scale.comfort"
site = "{site}"
direction = "decrease"
visit = "{visit}"
source = "the phantom study's own protocol"
[endpoint.conditions]
instrument = "comfort"
score = "comfort"

[[important]]
endpoint = "comfort-w24"
value = 1.0
source = "the phantom study's own protocol: assumed, no study stands behind it"

[randomisation]
method = "permuted-blocks"
block_sizes = [2, 4]
per_stratum = 12

[[rating]]
id = "crows-feet"
question = "How deep are the lines at the outer corner of the eye, at rest?"
anchors = ["none", "fine", "moderate", "deep"]
source = "the phantom study's own protocol"
"""


def _laxity_toml(plan: LaxityPlan) -> str:
    """How the instruments of the laxity part were set."""
    suction, probe, display = plan.suction, plan.probe, DisplaySpec()
    return (
        f"[captures.suction]\naperture_mm = {suction.aperture_mm}\n"
        f"pressure_mbar = {suction.pressure_mbar}\non_s = {suction.on_s}\n"
        f'off_s = {suction.off_s}\ncycles = {suction.cycles}\npreconditioning = "none"\n'
        f'contact_force_n = {NOMINAL_FORCE_N}\ndevice_class = "{suction.device_class}"\n\n'
        f"[captures.ultrasound]\nfrequency_mhz = {probe.centre_mhz}\n"
        f"sound_speed_m_s = {probe.sound_speed_m_s}\n"
        f"gain_db = {display.gain_db}\ndynamic_range_db = {display.dynamic_range_db}\n"
        f'device_class = "{probe.device_class}"\n\n'
        '[captures.barrier]\ndevice_class = "phantom-barrier"\n\n'
        '[captures.wave]\ndevice_class = "phantom-wave"\n\n'
        '[captures.oct]\ndevice_class = "phantom-oct"\n'
    )
