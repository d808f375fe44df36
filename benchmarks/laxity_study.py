"""False calls and called changes of suction, ultrasound and barrier, through whole studies.

    OPENBLAS_NUM_THREADS=1 python benchmarks/laxity_study.py
    python benchmarks/laxity_study.py --studies 1 --subjects 4

Studies have seeds 0..N-1, fixed in advance. In each, files of phantom instruments are written for
split faces, three re-seated readings of a side at baseline and two later, taken in, measured and
followed. Every study judges itself: its noise comes from its own re-seated readings.

W4: a day after a session the treated side leaks, nothing else is changed. W12 and W24: the treated
dermis is firmer, thicker, its band thinner, the barrier is at rest; scans of W12 are taken late in
the day. The other side never changes.
"""

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from turgor.follow.change import Change
from turgor.follow.side_difference import SideDifference
from turgor.follow.whole import FollowUp
from turgor.metrics.measurand import Measurand
from turgor.phantom import study_tables
from turgor.phantom.laxity_plan import LaxityPlan, LaxityVisit
from turgor.phantom.laxity_study import laxity_part
from turgor.phantom.study import side_states
from turgor.phantom.study_spec import TREATED, PlannedVisit, StudySpec, StudyTruth
from turgor.stats.rates import exact_interval
from turgor.workflow.follow_study import follow_study
from turgor.workflow.measure_study import measure_study
from turgor.workflow.study import init_study
from turgor.workflow.take_in import add_paths

PLANTED = {
    "W4": LaxityVisit(hours_since_session=24.0),
    "W12": LaxityVisit(firmer=0.15, thicker=0.05, band=0.8),
    "W24": LaxityVisit(firmer=0.25, thicker=0.08, band=0.65),
}
LATE = {"W12": 15.5}
LASTING, BARRIER = ("W12", "W24"), ("W4",)
#: metric, conditions that choose among its measurands, visits at which it is planted
ENDPOINTS: tuple[tuple[str, dict[str, str], tuple[str, ...]], ...] = (
    ("suction.r0", {}, LASTING),
    ("suction.preconditioned_r0", {}, LASTING),
    ("suction.r2", {}, LASTING),
    ("suction.r5", {"split_rule": "fixed-0.1s"}, LASTING),
    ("suction.r5", {"split_rule": "inflection"}, LASTING),
    ("suction.r7", {"split_rule": "fixed-0.1s"}, LASTING),
    ("suction.r7", {"split_rule": "inflection"}, LASTING),
    ("ultrasound.dermis_thickness", {}, LASTING),
    ("ultrasound.sleb_thickness", {}, LASTING),
    ("barrier.tewl", {"rule": "steady-window"}, BARRIER),
    ("barrier.tewl", {"rule": "asymptote"}, BARRIER),
    ("barrier.capacitance", {}, BARRIER),
)
#: what follow-up said of one endpoint: (visit, whether planted there, verdict)
Calls = list[tuple[str, bool, str]]


def followed(subjects: int, seed: int, folder: Path) -> FollowUp:
    """One study from files to verdicts."""
    plan = replace(LaxityPlan(), visits=PLANTED, hours=LATE, scanned_subjects=subjects, waves=False)
    days = {"baseline": 0, "W4": 28, "W12": 84, "W24": 168}
    visits = tuple(PlannedVisit(label, day, 1) for label, day in days.items())
    spec = StudySpec(subjects=subjects, visits=visits, endpoints=(), laxity=plan, seed=seed)
    data, kept = folder / "data", folder / "study"
    states = side_states(spec)
    part = laxity_part(data, spec, states, plan)
    texts = study_tables.all_texts(spec, StudyTruth(data, states, (), None, part))
    for name in ("captures.csv", "visits.csv", "subjects.csv", "allocation.csv", "study.toml"):
        (data / name).write_text(texts[name], encoding="utf-8")
    with init_study(kept, data / "study.toml") as study:
        refused = [item.reason for item in add_paths(study, [data]).refused]
        refused += [reason for _, reason in measure_study(study).refused]
    if refused:
        sys.exit(f"refused: {refused[0]}")
    return follow_study(kept).followup


def add_calls(found: FollowUp, sides: dict[int, Calls], pairs: dict[int, Calls]) -> None:
    """Verdicts of changes of a side and of differences between sides, by endpoint."""
    for number, (metric, chosen, visits) in enumerate(ENDPOINTS):

        def meant(one: Measurand, metric: str = metric, chosen: dict[str, str] = chosen) -> bool:
            return one.metric == metric and chosen.items() <= one.as_mapping().items()

        def call(item: Change | SideDifference, visits: tuple[str, ...] = visits) -> Calls:
            planted = item.arm == TREATED and item.visit in visits
            return [(item.visit, planted, item.verdict)]

        for change in found.changes:
            sides[number] += call(change) if meant(change.measurand) else []
        for difference in found.differences:
            pairs[number] += call(difference) if meant(difference.measurand) else []


def told(calls: Calls, meant: Callable[[str, bool], bool]) -> str:
    """Called of judged, with the exact 95 % interval of the share, and what was not judged."""
    chosen = [verdict for visit, planted, verdict in calls if meant(visit, planted)]
    judged = [verdict for verdict in chosen if verdict in ("beyond-noise", "within-noise")]
    if not judged:
        return f"none judged of {len(chosen)}"
    called = judged.count("beyond-noise")
    share = exact_interval(called, len(judged))
    left = len(chosen) - len(judged)
    more = f" +{left}" if left else ""
    return f"{called}/{len(judged)} ({100 * share.low:.0f}-{100 * share.high:.0f} %){more}"


def table(calls: dict[int, Calls]) -> Iterable[str]:
    """A line for each endpoint."""
    yield f"{'':44s}{'unchanged, called':>26s}{'first planted visit':>26s}{'second':>26s}"
    for number, (metric, chosen, visits) in enumerate(ENDPOINTS):
        columns = [told(calls[number], lambda _, planted: not planted)]
        columns += [
            told(calls[number], lambda v, planted, at=visit: planted and v == at)
            for visit in visits
        ]
        name = " ".join([metric, *chosen.values()])
        yield f"{name:44s}" + "".join(f"{column:>26s}" for column in columns)


def main() -> None:
    """Run the studies and print both tables; '+n' were not judged (confounded or no noise)."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--subjects", type=int, default=12)
    parser.add_argument("--studies", type=int, default=2)
    options = parser.parse_args()
    sides: dict[int, Calls] = defaultdict(list)
    pairs: dict[int, Calls] = defaultdict(list)
    began = time.perf_counter()
    for seed in range(options.studies):
        with tempfile.TemporaryDirectory() as folder:
            add_calls(followed(options.subjects, seed, Path(folder)), sides, pairs)
    print(f"{options.studies} studies of {options.subjects} split faces, "
          f"{time.perf_counter() - began:.0f} s")  # fmt: skip
    print("\nchange of a side")
    print("\n".join(table(sides)))
    print("\ndifference of sides")
    print("\n".join(table(pairs)))


if __name__ == "__main__":
    main()
