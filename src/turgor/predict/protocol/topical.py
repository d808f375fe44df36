"""Arms of what is put on day by day: retinoids, acids, antioxidants, lightening, sunscreen."""

from turgor.evidence import find_parameter
from turgor.evidence.outcomes.names import plain
from turgor.predict.protocol.given import Stated, Used
from turgor.predict.protocol.words import meaning
from turgor.skin.loading.care import agents_of
from turgor.skin.stimulus.ligand.agents import AGENTS

_PERCENT = ("conc_pct", "percent", "conc", "concentration_pct", "strength_pct")
#: a strength above its products' is accepted to this factor
_BEYOND = 2.0
_DAYS = 7.0
#: agents that lighten above all, of those that do both
_LIGHTENS = ("hydroquinone", "azelaic", "kojic", "arbutin", "tranexamic", "cysteamine", "licorice")
_STEROIDS = {"hydrocortisone": "mild", "betamethasone": "potent"}


def retinoid(stated: Stated) -> Used | str:
    """A retinoid by its agent, strength and nights a week."""
    named = plain(stated.text("agent", "retinoid", "product"))
    unmodelled = meaning("agent_none", named)
    if unmodelled:
        return f"no model of {unmodelled}"
    agent = meaning("agent", named)
    if agent == "vehicle":
        return vehicle(stated)
    if agent not in AGENTS:
        return f"no model of the retinoid '{named}'" if named else "the retinoid is not stated"
    stated.settings["agent"] = agent
    record = find_parameter(f"ligand.{agent}.strength")
    stated.put(
        "percent",
        stated.number(*_PERCENT),
        f"protocol.retinoid.{agent}.percent",
        low=record.least or 0.0,
        high=_BEYOND * (record.most or 100.0),
    )
    nights = times_a_week(stated)
    stated.put("nights_per_week", nights, "protocol.retinoid.nights", low=0.1, high=14.0)
    said = meaning("vehicle", stated.text("vehicle"))
    if said:
        stated.settings["vehicle"] = said
    patch = meaning("site", stated.outcome.site) == "occlusive"
    hours = stated.number("occlusion_h")
    if patch or hours is not None or stated.text("occluded").lower().startswith("y") or (
        stated.text("occlusion_d") != ""
    ):  # fmt: skip
        stated.settings["occluded"] = True
        stated.settings["contact_h"] = min(hours or 24.0, 24.0)
    return stated.used("topical-retinoid")


def acid(stated: Stated) -> Used | str:
    """An acid used daily."""
    named = plain(stated.text("agent", "acid", "product"))
    agent = meaning("agent", named)
    if agent == "vehicle":
        return vehicle(stated)
    found = "glycolic" if agent == "fruit" else agent
    if found not in agents_of("alpha-hydroxy-acid"):
        return f"no model of the acid '{named}'" if named else "the acid is not stated"
    return _daily(stated, "alpha-hydroxy-acid", found)


def topical(stated: Stated) -> Used | str:
    """Anything else that is put on, by its agent."""
    named = plain(stated.text("agent", "product"))
    unmodelled = meaning("agent_none", named) or meaning("delivery_none", stated.text("delivery"))
    if unmodelled:
        return f"no model of {unmodelled}"
    agent = meaning("agent", named, stated.outcome.modality)
    return by_agent(stated, agent) or f"no model of what '{named}' does to skin"


def by_agent(stated: Stated, agent: str) -> Used | str:
    """The use that an agent is; '' where none is known."""
    if agent == "vehicle":
        return vehicle(stated)
    if agent in AGENTS:
        return retinoid(stated)
    if agent in _STEROIDS:
        stated.settings["potency"] = _STEROIDS[agent]
        return stated.used("corticosteroid")
    if agent in _LIGHTENS:
        return _daily(stated, "hydroquinone", agent)
    if agent in agents_of("antioxidant"):
        return _daily(stated, "antioxidant", agent)
    if agent in agents_of("alpha-hydroxy-acid"):
        return _daily(stated, "alpha-hydroxy-acid", agent)
    return ""


def sunscreen(stated: Stated) -> Used:
    """A sunscreen by its factor."""
    factor = stated.number("SPF", "spf")
    stated.put("spf", factor, "protocol.sunscreen.spf", low=1.0, high=100.0)
    if stated.text("visible_light"):
        stated.settings["iron_oxide"] = True
    return stated.used("sunscreen")


def vehicle(stated: Stated) -> Used:
    """A vehicle or moisturiser, as often as what it is held against."""
    stated.settings.clear()
    _per_day(stated)
    return stated.used("vehicle")


def times_a_week(stated: Stated) -> float | None:
    """How often something is put on, by its rhythm's word or the days between; None if untold."""
    said = meaning("times_a_week", stated.text("freq", "frequency", "rhythm"))
    if said:
        return float(said)
    direct = stated.number("nights_per_week", "per_week", "times_per_week")
    if direct is not None:
        return direct
    between = stated.outcome.interval_days
    return _DAYS / between if between is not None and between > 0.0 else None


def _daily(stated: Stated, kind: str, agent: str) -> Used:
    unit = {"alpha-hydroxy-acid": "acid", "antioxidant": "antioxidant"}.get(kind, "lightening")
    stated.settings["agent"] = agent
    record = f"loading.{unit}.usual.{agent}"
    stated.put("percent", stated.number(*_PERCENT), record, low=0.01, high=100.0)
    _per_day(stated)
    return stated.used(kind)


def _per_day(stated: Stated) -> None:
    weekly = times_a_week(stated)
    if weekly is not None:
        stated.settings["per_day"] = min(max(weekly / _DAYS, 0.05), 10.0)
