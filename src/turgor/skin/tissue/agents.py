"""What stays in the dermis: a retinoid's slow effect, particles, their carrier, a gel."""

from turgor.skin.process import Process, Terms


def _rates(state: Terms, level: Terms, p: Terms) -> Terms:
    return {
        "retinoid_dermal": (1.0 / p["retinoid.lag"])
        * (level["retinoid_dermal"] - state["retinoid_dermal"]),
        "particles": (-1.0 / p["trait.particle_life_days"]) * state["particles"],
        "carrier": (-1.0 / p["carrier.life"]) * state["carrier"],
        "gel": (-1.0 / p["gel.life"]) * state["gel"],
    }


def _impulse(state: Terms, load: Terms, p: Terms) -> Terms:
    return {name: load[name] for name in ("particles", "carrier", "gel")}


AGENTS = Process(
    name="agents",
    owns=("retinoid_dermal", "particles", "carrier", "gel"),
    parameters=("retinoid.lag", "carrier.life", "gel.life"),
    rates=_rates,
    impulse=_impulse,
)
