"""Cases that plans are held to, apart from the safety cases; little effort, so that they run often.

What is expected is what the sources of the rules say, not what the planner said once.
"""

import datetime as dt
from pathlib import Path

from turgor.plan.choose import Effort
from turgor.plan.scenario import Scenario
from turgor.plan.template import standard_templates
from turgor.workflow.plan.template import ANSWERED
from turgor.workflow.plan.work_out import PlanDocument, Told, Wanted, plan_of_file

DAY = dt.date(2027, 1, 1)
#: how many plans beside the first are looked at
_MORE = 3


def case_text(
    *,
    site: str = "cheek",
    phototype: str = "II",
    concerns: str = '"wrinkles"',
    wishes: str = "",
    horizon: int = 364,
    more: str = "",
    **answers: object,
) -> str:
    """A person of 52 with every question answered "no", but for what is told otherwise."""
    lines = ANSWERED
    for name, value in answers.items():
        lines = "\n".join(line for line in lines.splitlines() if not line.startswith(f"{name} ="))
        lines += f"\n{name} = {value}\n" if value is not None else "\n"
    return f"""
title = "a plan case"
site = "{site}"
start = 2027-01-11
concerns = [{concerns}]
[subject]
age = 52
sex = "female"
phototype = "{phototype}"
[person]
{lines}
[wishes]
{wishes}
[forecast]
horizon_days = {horizon}
{more}
"""


def planned(
    folder: Path, text: str, keep: tuple[str, ...] = (), front: bool = False, limit: float = 0.4
) -> PlanDocument:
    """Plans of a case's text; ``keep`` names the templates, every one where it is empty."""
    path = folder / "case.toml"
    path.write_text(text, encoding="utf-8")
    templates = tuple(one for one in standard_templates() if one.id in keep) if keep else None
    wanted = Wanted(
        day=DAY, scenario=Scenario(people=16), effort=Effort(limit=limit), templates=templates,
        front=front,
    )  # fmt: skip
    done: list[str] = []
    return plan_of_file(
        path,
        wanted,
        Told(
            point=lambda point, whole: done.append(point.plan.name),
            stop=lambda: "enough" if len(done) > _MORE else "",
        ),
    )
