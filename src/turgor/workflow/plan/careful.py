"""Rules on a plan's candidates, held as ``turgor check`` holds them."""

from dataclasses import dataclass, replace

from turgor.plan.prepare import Asked
from turgor.record.course import Course
from turgor.rules.finding import Ask, CourseCheck
from turgor.rules.override import CLINICIAN
from turgor.workflow.check.work_out import HOLDING


@dataclass(frozen=True, slots=True)
class CarefulAsked(Asked):
    """What a plan is asked for; a rule that would stop, and was not read in its source, asks.

    It keeps a candidate out until a clinician of the case has looked into it.
    """

    def check(self, course: Course) -> CourseCheck:
        """What rules say of a course."""
        found = Asked.check(self, course)
        looked = {item.rule for item in self.overrides if item.role == CLINICIAN}
        asks = [
            Ask(
                "",
                f"a clinician has looked into {one.rule.id}: {one.rule.then.text}",
                (one.rule.key,),
                one.standing.written,
                ("verify",),
            )
            for one in found.findings
            if one.standing.verify
            and one.severity == "warn"
            and one.standing.written in HOLDING
            and one.rule.key not in looked
        ]
        return replace(found, questions=(*found.questions, *asks)) if asks else found
