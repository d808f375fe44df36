"""Arms of chemical peels: one acid, two, or a retinoid that peels."""

import re

from turgor.evidence import find_parameter
from turgor.evidence.outcomes.names import plain
from turgor.predict.protocol.given import Done, Stated, Used, number_of
from turgor.predict.protocol.topical import retinoid
from turgor.predict.protocol.words import meaning
from turgor.skin.stimulus.acid.agents import PEELS, SELF_ENDING

_PARTS = re.compile(r"_then_|_and_|\+|_plus_|_with_|_(?=[a-z]*(?:tca|lactic|glycolic|salicylic))")
_STRENGTH = re.compile(r"(\d+(?:\.\d+)?)$")
#: a retinoid that is weaker than this is no peel but a cream, percent
_PEELS_FROM = 1.0
#: least that is no fraction in disguise, and most of any acid
_LEAST_PCT, _MOST_PCT = 1.01, 100.0


def peel(stated: Stated) -> Done | Used | str:
    """A peel by its agent, or the reason why it can't be worked out."""
    named = plain(stated.text("agent", "acid", "product"))
    unmodelled = meaning("agent_none", named) or meaning("delivery_none", stated.text("delivery"))
    if unmodelled:
        return f"no model of {unmodelled}"
    parts = [part for part in _PARTS.split(named) if part]
    agents = [_agent(stated, part) for part in parts]
    known = [(agent, part) for agent, part in zip(agents, parts, strict=True) if agent]
    if not known:
        return f"what peels is not stated or not modelled: '{named}'"
    if known[0][0] == "tretinoin":
        return _retinoid(stated)
    if any(agent not in PEELS for agent, _ in known):
        return f"no model of a peel with '{named}'"
    strengths = [number_of(one) for one in stated.text("conc_pct", "percent", "conc").split("+")]
    first, second = known[-1], known[0] if len(known) > 1 else None
    stated.settings["agent"] = first[0]
    _strength(stated, "percent", first, strengths[-1] if second else strengths[0])
    if second and second[0] != first[0]:
        stated.settings["second_agent"] = second[0]
        then = "_then_" in named
        stated.settings["second_when"] = "before" if then else "mixed"
        # '3.75+15' are in the order of 'TCA_lactic'
        _strength(stated, "second_percent", second, strengths[0] if len(strengths) > 1 else None)
    _conduct(stated, first[0], named)
    return stated.done("chemical-peel")


def _agent(stated: Stated, part: str) -> str:
    """The peel that a word means, or the acid that lies nearest to one without data."""
    found = meaning("agent", _STRENGTH.sub("", part).strip("_"))
    nearest = meaning("nearest_acid", found)
    if nearest:
        stated.flag("nearest-acid", f"{found} has no data as a peel; worked out as {nearest}")
    return nearest or found


def _retinoid(stated: Stated) -> Used | str:
    """Tretinoin from 1 % on peels at each session; below it is a cream, night after night."""
    percent = stated.number("conc_pct", "percent", "conc")
    if percent is not None and percent < _PEELS_FROM:
        return retinoid(stated)
    ends = find_parameter("ligand.tretinoin.peel_strength")
    stated.settings |= {"agent": "tretinoin", "nights_per_week": 7.0}
    stated.put(
        "percent", percent, ends.id, low=ends.least or _PEELS_FROM, high=ends.most or _MOST_PCT
    )
    return stated.used("topical-retinoid", every_session=True)


def _strength(stated: Stated, name: str, known: tuple[str, str], stated_pct: float | None) -> None:
    agent, part = known
    beside = _STRENGTH.search(part)
    percent = float(beside.group(1)) if beside else stated_pct
    if agent == "jessner":
        # its strength is its recipe's
        stated.put(name, None, "peel.jessner.percent")
        return
    stated.put(name, percent, f"protocol.peel.{agent}.percent", low=_LEAST_PCT, high=_MOST_PCT)


def _conduct(stated: Stated, agent: str, named: str) -> None:
    """Croton oil, pH and contact, where they are stated."""
    if agent == "phenol":
        croton = stated.number("croton_oil_pct", "croton_pct")
        record = "protocol.peel.phenol.croton" if "baker" in named else ""
        stated.put("croton_oil_pct", croton, record, high=5.0)
        if stated.text("occluded").lower().startswith("y"):
            stated.settings["occluded"] = True
    minutes = stated.number("minutes", "contact_min", "duration_min")
    if minutes is not None and agent not in SELF_ENDING:
        stated.put("minutes", minutes, low=0.1, high=60.0)
    coats = stated.number("coats", "layers")
    if coats is not None:
        stated.settings["layers"] = float(min(max(round(coats), 1), 20))
