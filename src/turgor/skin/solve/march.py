"""The compiled march: a chunk of skins through all their gaps, in JAX."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from turgor.skin.load import LEVELS, LOADS
from turgor.skin.solve.dynamics import Dynamics, Terms
from turgor.skin.solve.grade import Grading

if TYPE_CHECKING:
    from jax import Array

Rows = tuple["Array", ...]
#: states (n_s, B) to their rates: side by side in one array, whose sums are one loop each
Rates = Callable[["Array", Terms], "Array"]
March = Callable[..., "Array"]

#: classical Runge-Kutta of order four: how far the next stage looks, and what this one weighs
_REACH, _WEIGHT = (0.5, 0.5, 1.0, 0.0), (1 / 6, 1 / 3, 1 / 3, 1 / 6)
#: turns of the power method for the fastest rate, its smallest (1/day), and the nudge to states
_TURNS, _SLOWEST, _NUDGE = 21, 1e-3, 1e-6


def march_of(dynamics: Dynamics) -> March:
    """The march of these dynamics, to be compiled.

    Its arguments: step_days; gaps, a whole number; start (n_s, B); p (n_p, B); loads
    (E, n, B); levels (E, n, B); then the plan's age, days, event, is_event, held, each (K, B).
    It returns the state at the end of each gap, before its event, (K, n_s, B). All skins take as
    many steps as the one with the most; those that are through take steps of no length, which
    leave them as they are to the last bit.
    """
    import jax.numpy as jnp
    from jax import lax

    def march(step_days, gaps, start, p, loads, levels, *plan):  # type: ignore[no-untyped-def]
        terms = _named(dynamics.parameters, _rows(p))
        rates, jump = _rates(dynamics, terms), _jump(dynamics, terms)

        def gap(carry):  # type: ignore[no-untyped-def]
            k, state, due, fastest, record = carry
            age, days, event, is_event, held = (item[k] for item in plan)
            level = _named(tuple(LEVELS), _rows(_of_event(levels, held)))
            # looked for at the start, which is where skin returns to, and after every event
            found = _fastest(rates, state, level, due)
            fastest = jnp.where(due, jnp.maximum(fastest, found), fastest)
            grading = Grading.for_rate(step_days, fastest)
            state = _cross(rates, grading, state, level, age, days)
            record = lax.dynamic_update_index_in_dim(record, state, k, 0)
            state = jnp.where(is_event, jump(state, _of_event(loads, event)), state)
            return k + 1, state, is_event, fastest, record

        record = jnp.zeros((plan[0].shape[0], *start.shape), start.dtype)
        due, fastest = jnp.full(start[0].shape, True), jnp.full_like(start[0], _SLOWEST)
        begin = (0, start, due, fastest, record)
        return lax.while_loop(lambda c: c[0] < gaps, gap, begin)[-1]

    return march


def _cross(
    rates: Rates, grading: Grading, state: "Array", level: Terms, age: "Array", days: "Array"
) -> "Array":
    """From one end of a gap to the other by Runge-Kutta steps."""
    import jax.numpy as jnp
    from jax import lax

    reach, weight = jnp.asarray(_REACH), jnp.asarray(_WEIGHT)
    begin, steps = grading.steps(age, days)
    # the last step ends where the gap does, whatever the clock's rounding says; those after it
    # have no length
    stride = (grading.clock(age + days) - begin) / jnp.maximum(steps, 1.0)

    def step(carry):  # type: ignore[no-untyped-def]
        j, at, state = carry
        then = jnp.where(j + 1.0 < steps, grading.age(begin + (j + 1.0) * stride), age + days)
        length = then - at

        def stage(i, carry):  # type: ignore[no-untyped-def]
            look, total = carry
            slope = rates(look, level)
            return state + (reach[i] * length) * slope, total + (weight[i] * length) * slope

        _, state = lax.fori_loop(0, len(_REACH), stage, (state, state))
        return j + 1.0, then, state

    most = jnp.max(steps)
    return lax.while_loop(lambda c: c[0] < most, step, (0.0, age, state))[2]


def _fastest(rates: Rates, state: "Array", level: Terms, due: "Array") -> "Array":
    """Size of the fastest rate at a state, 1/day (B,): the power method on differences of rates.

    Nothing is worked out where no skin is due.
    """
    import jax.numpy as jnp
    from jax import lax

    def turn(carry):  # type: ignore[no-untyped-def]
        i, way, here, _ = carry
        # the first turn looks at the state itself
        nudge = jnp.where(i == 0, 0.0, _NUDGE)
        there = rates(state + nudge * way, level)
        change = (there - here) / _NUDGE
        size = jnp.maximum(jnp.sqrt(sum(row * row for row in _rows(change))), _SLOWEST)
        way = jnp.where(i == 0, way, change / size)
        return i + 1, way, jnp.where(i == 0, there, here), size

    turns = jnp.where(jnp.any(due), _TURNS, 0)
    way = jnp.full_like(state, state.shape[0] ** -0.5)
    begin = (0, way, jnp.zeros_like(state), jnp.zeros_like(state[0]))
    return lax.while_loop(lambda c: c[0] < turns, turn, begin)[-1]


def _rates(dynamics: Dynamics, p: Terms) -> Rates:
    import jax.numpy as jnp

    names = dynamics.states

    def rates(state: "Array", level: Terms) -> "Array":
        change = dynamics.rates(_named(names, _rows(state)), level, p)
        return jnp.stack([_wide(change.get(name, 0.0), state[0]) for name in names])

    return rates


def _jump(dynamics: Dynamics, p: Terms) -> Callable[["Array", "Array"], "Array"]:
    import jax.numpy as jnp

    names = dynamics.states

    def jump(state: "Array", load: "Array") -> "Array":
        now = _named(names, _rows(state))
        after = dynamics.jump(now, _named(tuple(LOADS), _rows(load)), p)
        return jnp.stack([_wide(after.get(name, now[name]), state[0]) for name in names])

    return jump


def _rows(array: "Array") -> Rows:
    """Rows (B,) of (n, B)."""
    return tuple(array[i] for i in range(array.shape[0]))


def _named(names: tuple[str, ...], rows: Rows) -> Terms:
    return cast(Terms, dict(zip(names, rows, strict=True)))


def _of_event(rows: "Array", event: "Array") -> "Array":
    """(n, B) of each skin's own event, from (E, n, B)."""
    import jax.numpy as jnp

    return jnp.take_along_axis(rows, event[None, None, :], axis=0)[0]


def _wide(value: object, row: "Array") -> "Array":
    """A rate that depends on nothing is a number; it stands for every skin."""
    import jax.numpy as jnp

    return jnp.broadcast_to(jnp.asarray(value, row.dtype), row.shape)
