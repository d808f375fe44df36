"""What a plan costs as the clinic prices it, from lowest to highest; without a price, nothing."""

import math

from turgor.plan.candidate import Candidate
from turgor.plan.plan import Plan
from turgor.record.case import CaseClinic


def cost_of(plan: Plan, clinic: CaseClinic) -> tuple[float, float] | None:
    """Lowest and highest of all of it, None where a course has no price."""
    ends = [_ends(one.candidate, clinic) for one in plan.courses]
    known = [pair for pair in ends if pair is not None]
    if len(known) < len(ends):
        return None
    return math.fsum(low for low, _ in known), math.fsum(high for _, high in known)


def unpriced(plan: Plan) -> tuple[str, ...]:
    """Titles of the courses that nobody priced."""
    return tuple(one.candidate.template.title for one in plan.courses if one.candidate.cost is None)


def _ends(candidate: Candidate, clinic: CaseClinic) -> tuple[float, float] | None:
    template, number = candidate.template, 1 if candidate.template.use else candidate.number
    price = clinic.prices.get(template.id, clinic.prices.get(template.family))
    return None if price is None else (price[0] * number, price[1] * number)
