"""A plan of little effort, for a first look: fewer people, less time for each choice, few plans."""

from pathlib import Path

from turgor.plan.choose import Effort
from turgor.plan.front import FrontPoint
from turgor.plan.scenario import Scenario
from turgor.workflow.plan.work_out import PlanDocument, Told, Wanted, plan_of_file
from turgor.workflow.progress import Progress, silent

#: people drawn, and deterministic time for the first choice
_PEOPLE, _LIMIT = 48, 0.4
#: plans of the list
_PLANS = 4


def sketch_plan(path: Path, progress: Progress = silent) -> PlanDocument:
    """The first plans of a case; each says its gap, and the document that the list was ended.

    Errors: InputError as for ``plan_of_file``.
    """
    done = 0

    def point(found: FrontPoint, whole: PlanDocument) -> None:
        nonlocal done
        done += 1
        progress(done, _PLANS, found.plan.name)

    def stop() -> str:
        return f"a sketch has {_PLANS} plans" if done >= _PLANS else ""

    wanted = Wanted(scenario=Scenario(people=_PEOPLE), effort=Effort(limit=_LIMIT))
    return plan_of_file(path, wanted, Told(point=point, stop=stop))
