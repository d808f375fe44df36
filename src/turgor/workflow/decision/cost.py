"""What an option costs from lowest to highest, and what of it nobody priced."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from turgor.plan.plan import Plan
from turgor.plan.template import Template
from turgor.record.course import Course

Prices = Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Cost:
    """Lowest and highest of what has a price; unpriced : parts that have none.

    ceiling : only the highest is known, as a plan reckons with it.
    """

    low: float
    high: float
    unpriced: tuple[str, ...] = ()
    ceiling: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    title: str
    price: tuple[float, float] | None
    times: int = 1


def cost_of(course: Course, plan: Plan | None, prices: Prices) -> Cost | None:
    """None where nothing that is done has a price.

    A plan's parts are priced by template, else by family; a course's by modality or use, a session
    each and a whole use at home.
    """
    parts = _planned(plan, prices) if plan is not None and plan.courses else _own(course, prices)
    known = [(one.price, one.times) for one in parts if one.price is not None]
    if known:
        low = math.fsum(price[0] * times for price, times in known)
        high = math.fsum(price[1] * times for price, times in known)
        return Cost(low, high, tuple(dict.fromkeys(o.title for o in parts if o.price is None)))
    if plan is not None and plan.cost is not None:
        return Cost(plan.cost, plan.cost, ceiling=True)
    return None


def _planned(plan: Plan, prices: Prices) -> list[_Part]:
    found = []
    for one in plan.courses:
        template = one.candidate.template
        price = prices.get(template.id, prices.get(template.family))
        found.append(
            _Part(part_title(template), price, 1 if template.use else one.candidate.number)
        )
    return found


def part_title(template: Template) -> str:
    """What one part of a plan is called beside others."""
    return template.title.removesuffix(" alone")


def _own(course: Course, prices: Prices) -> list[_Part]:
    words = [one.modality for one in course.sessions] + [one.kind for one in course.uses]
    return [_Part(word.replace("-", " "), prices.get(word)) for word in words]
