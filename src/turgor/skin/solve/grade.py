"""How long steps are: short after something happened, longer as its fast part dies away.

Step length grows linearly with the time since the last happening, from ``first`` to ``last``
days. Its integral, the number of steps up to some time, is a clock on which all steps are equal;
so a gap that is entered at any age is cut into whole steps without a list of them.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jax import Array

#: growth of the step, days per day
GROWTH = 0.03
#: first and longest step over the stated one
FINER, COARSER = 0.5, 4.0
#: a first step times the fastest rate is no more than this, which keeps classical Runge-Kutta's
#: error in that part below 1e-3 of where it began
_FAST = 0.25
#: and no step times the fastest rate passes this. The method turns unstable at 2.78; the rate is
#: known to some 30 % (the power method is cut short), and may rise as an injury fades
_STABLE = 1.5
#: that limit is for the usual step; smaller ones keep their proportion
_USUAL_FIRST = FINER * 0.25
#: a whole number of steps is one up to rounding
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Grading:
    """Length of the first and of the last steps, days, for each skin (B,)."""

    first: "Array"
    last: "Array"

    @classmethod
    def for_rate(cls, step_days: "Array", fastest: "Array") -> "Grading":
        """Steps for a fastest rate, 1/day (B,)."""
        import jax.numpy as jnp

        step = step_days * jnp.minimum(1.0, _FAST / (_USUAL_FIRST * fastest))
        last = jnp.minimum(COARSER * step, _STABLE / fastest)
        return cls(jnp.minimum(FINER * step, last), last)

    def clock(self, age: "Array") -> "Array":
        """Steps that fit into ``age`` days since something happened; not a whole number."""
        import jax.numpy as jnp

        grown = (self.last - self.first) / GROWTH
        young = jnp.log1p(GROWTH * jnp.minimum(age, grown) / self.first) / GROWTH
        return young + jnp.maximum(age - grown, 0.0) / self.last

    def age(self, clock: "Array") -> "Array":
        """The inverse of ``clock``."""
        import jax.numpy as jnp

        grown = jnp.log(self.last / self.first) / GROWTH
        young = self.first * jnp.expm1(GROWTH * jnp.minimum(clock, grown)) / GROWTH
        return young + self.last * jnp.maximum(clock - grown, 0.0)

    def steps(self, age: "Array", days: "Array") -> tuple["Array", "Array"]:
        """Clock where a gap begins, and in how many steps it is taken: none if it has no length."""
        import jax.numpy as jnp

        begin = self.clock(age)
        count = jnp.ceil(self.clock(age + days) - begin - _ROUNDING)
        return begin, jnp.where(days > 0.0, jnp.maximum(count, 1.0), 0.0)
