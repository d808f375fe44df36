"""Days with signs of a plan's courses forecast as one, beside the sum of each by itself.

A plan is held to both: a session's signs are told of each course alone, and together they can show
for longer.
"""

import math
from dataclasses import dataclass

from turgor.plan.constraint import Cap
from turgor.plan.plan import Band, Plan
from turgor.plan.prepare import Prepared


@dataclass(frozen=True, slots=True)
class SignsTogether:
    """days : not presentable over the whole series, a session's end at the next one at the latest.

    beyond : the most days that wishes allow, where the median is above it, which no plan is that
    was made here; None where it is not.
    """

    days: Band
    beyond: float | None


def signs_together(prepared: Prepared, plan: Plan) -> SignsTogether | None:
    """None for a plan of one course or without sessions, which is the sum already."""
    if len(plan.courses) < 2 or not plan.combined.sessions:
        return None
    most = [
        item.most
        for item in prepared.constraints
        if isinstance(item, Cap) and item.quantity == "downtime"
    ]
    days, limit = plan.downtime_together, min(most, default=math.inf)
    return SignsTogether(days, limit if days.median > limit else None)
