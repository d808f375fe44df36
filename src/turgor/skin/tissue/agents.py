"""What stays in the dermis: a retinoid's slow effect, particles, their carrier, a gel."""

from turgor.skin.process import Process, Terms


def _rates(state: Terms, level: Terms, p: Terms) -> Terms:
    return {
        "retinoid_dermal": (level["retinoid_dermal"] - state["retinoid_dermal"])
        / p["retinoid.lag"],
        "particles": -state["particles"] / p["trait.particle_life_days"],
        "carrier": -state["carrier"] / p["carrier.life"],
        "gel": -state["gel"] / p["gel.life"],
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
