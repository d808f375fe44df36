"""Days with signs of a plan's courses forecast as one, beside the sum of each by itself.

A plan is held to the sum: a session's signs are told of each course alone, and what is used at home
has no sessions and counts for nothing. Together they can show for longer, a retinoid's irritation
above all; then the plan says so.
"""

import math
from dataclasses import dataclass

from turgor.plan.constraint import Cap
from turgor.plan.plan import Band, Plan
from turgor.plan.prepare import Prepared
from turgor.plan.table import outlooks_of, signs_of, spans_of


@dataclass(frozen=True, slots=True)
class SignsTogether:
    """days : not presentable over the whole series, a session's end at the next one at the latest.

    beyond : the most days that wishes allow, where the median is above it; None where it is not.
    """

    days: Band
    beyond: float | None


def signs_together(prepared: Prepared, plan: Plan) -> SignsTogether | None:
    """None for a plan of one course or without sessions, which is the sum already.

    Errors: InputError as for ``forecast_many``.
    """
    if len(plan.courses) < 2 or not plan.combined.sessions:
        return None
    asked = prepared.asked
    told = outlooks_of(
        [plan.combined], prepared.sought.objectives, asked.case, asked.draws, asked.studies,
        asked.scenario, asked.case.horizon_days,
    )  # fmt: skip
    (outlook,) = told.courses
    ends = [
        [min(end, span) for end in (one.low, one.median, one.high)]
        for one, span in zip(signs_of(outlook), spans_of(outlook), strict=True)
    ]
    low, median, high = (math.fsum(each) for each in zip(*ends, strict=True))
    most = [
        item.most
        for item in prepared.constraints
        if isinstance(item, Cap) and item.quantity == "downtime"
    ]
    limit = min(most, default=math.inf)
    return SignsTogether(Band(low, median, high), limit if median > limit else None)
