"""Every published arm loaded: which can't be, how long it takes, and what each modality loads.

python benchmarks/arm_loading.py              8 draws of every arm, as predicting takes them
python benchmarks/arm_loading.py --table      loads of usual settings by modality, 32 draws
"""

import collections
import resource
import sys
import time

import numpy as np

from turgor.evidence.outcome import Outcome
from turgor.evidence.outcomes.library import all_outcomes
from turgor.predict.protocol.course import ArmCourse, arm_course, comparator_course
from turgor.predict.protocol.group import arms_schedule, group_arms
from turgor.skin.load import LOADS

DRAWS, TABLE_DRAWS = 8, 32
TABLE = (
    ("laser_fractional_nonablative", {"wavelength_nm": "1550"}),
    ("laser_fractional_nonablative", {"wavelength_nm": "1440"}),
    ("laser_fractional_nonablative", {"wavelength_nm": "1927"}),
    ("laser_fractional_ablative", {"wavelength_nm": "10600"}),
    ("laser_fractional_ablative", {"wavelength_nm": "2940"}),
    ("laser_ablative_full", {"wavelength_nm": "10600"}),
    ("laser_ablative_full", {"wavelength_nm": "2940"}),
    ("microneedling", {}),
    ("microneedling", {"device": "roller", "needle_mm": "0.25"}),
    ("microneedling_RF", {}),
    ("fractional_RF", {}),
    ("radiofrequency_noninvasive", {}),
    ("laser_nonablative", {"wavelength_nm": "595"}),
    ("laser_nonablative", {"wavelength_nm": "1064"}),
    ("laser_nonablative", {"wavelength_nm": "1320"}),
    ("laser_picosecond_fractional", {}),
    ("IPL", {}),
    ("chemical_peel", {"agent": "glycolic", "conc_pct": "50"}),
    ("chemical_peel", {"agent": "salicylic", "conc_pct": "30"}),
    ("chemical_peel", {"agent": "TCA", "conc_pct": "35"}),
    ("chemical_peel", {"agent": "baker_phenol"}),
    ("biostimulator_PLLA", {}),
    ("biostimulator_CaHA", {}),
    ("biostimulator_PCL", {}),
    ("skin_booster_HA", {}),
    ("prp_injection", {}),
    ("injection_saline_control", {}),
)
SHORT = {"removed": "rem", "coagulated": "coag", "heat_shocked": "heat", "punctured": "pierced"}


def all_arms() -> None:
    """Load every arm and comparator of the library."""
    rows = all_outcomes()
    began, cpu = time.perf_counter(), time.process_time()
    arms = [arm_course(row) for row in rows]
    groups = group_arms(rows)
    read = time.perf_counter() - began
    refused: collections.Counter[str] = collections.Counter()
    loaded = set()
    began_loading = time.perf_counter()
    for group in groups:
        found = arms_schedule(group, draws=DRAWS)
        if isinstance(found, str):
            refused[found] += len(group.outcomes)
        else:
            loaded |= {id(outcome) for outcome in group.outcomes}
    took = time.perf_counter() - began_loading
    expressed = sum(isinstance(arm, ArmCourse) for arm in arms)
    human = [r for r in rows if r.species == "human" and r.indication == "photoageing"]
    print(f"rows {len(rows)}; a course {expressed}; loaded {len(loaded)}")
    print(f"human photoageing {len(human)}; loaded {sum(id(r) in loaded for r in human)}")
    contrasts = [comparator_course(row) for row in rows if row.comparator is not None]
    print(
        f"contrasts {len(contrasts)}; other side a course "
        f"{sum(isinstance(arm, ArmCourse) for arm in contrasts)}"
    )
    print(f"groups {len(groups)}; reading {read:.1f} s; loading {DRAWS} draws {took:.1f} s wall")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    print(f"CPU {time.process_time() - cpu:.1f} s; peak memory {memory:.0f} MB")
    for reason, count in (refused + collections.Counter(
        arm for arm in arms if isinstance(arm, str)
    )).most_common():  # fmt: skip
        print(f"  {count:3d} {reason}")


def table() -> None:
    """Median and 10 to 90 % of the loads of one session at usual settings, on a face."""
    for modality, parameters in TABLE:
        row = Outcome(
            "", 1, "", "", "", modality, parameters, "", "", "", site="face", age_years=50.0,
            phototype="III", sessions=1.0, interval_days=0.0, time_days=90.0,
        )  # fmt: skip
        (group,) = group_arms([row])
        found = arms_schedule(group, draws=TABLE_DRAWS)
        said = " ".join(parameters.values()) or "usual"
        if isinstance(found, str):
            print(f"{modality:30s} {said:20s} {found}")
            continue
        low, middle, high = np.quantile(found.schedule.loads[0], [0.1, 0.5, 0.9], axis=1)
        loads = ", ".join(
            f"{_short(name)} {m:.2g} ({a:.1g}-{b:.1g})"
            for name, m, a, b in zip(LOADS, middle, low, high, strict=True)
            if m > 2e-3
        )
        print(f"{modality:30s} {said:20s} {loads}")


def _short(name: str) -> str:
    kind, _, layer = name.rpartition("_")
    return f"{SHORT[kind]} {layer[:3]}" if kind in SHORT else name


if __name__ == "__main__":
    if "--table" in sys.argv:
        table()
    else:
        all_arms()
