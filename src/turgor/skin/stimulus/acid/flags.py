"""What can't be in a peel, and what to know about one that can."""

from collections.abc import Mapping

from turgor.errors import InputError
from turgor.evidence import Parameter, all_parameters, find_parameter
from turgor.record.stimulus import StimulusFlag
from turgor.skin.stimulus.acid.agents import COAGULATING, SELF_ENDING, solutes
from turgor.skin.stimulus.acid.asked import AskedPeel
from turgor.skin.stimulus.acid.charge_balance import own_ph
from turgor.skin.stimulus.acid.film import film
from turgor.skin.stimulus.modality import SettingValue

#: pH by which what is on sale lies from what an ideal solution has (70 % glycolic: 0.08, not 1.4)
_PH_SLACK = 1.5
#: base that an unbuffered solution may seem to hold before it can't be unbuffered, pH
_BUFFER_SLACK = 1.0
#: free acid as its maker states it against what percent and pH leave, ratio either way
_FREE_SLACK = 1.6
#: below this, a percentage is a fraction in disguise
_FRACTION = 1.0


def refuse_impossible(peel: AskedPeel, settings: Mapping[str, SettingValue]) -> None:
    """Refuse a strength, pH and free acid that can't go together.

    Errors: InputError saying what was given, what is allowed, by which source, and what to do.
    """
    _refuse_strength(peel.agent, peel.percent, "percent")
    if peel.second_agent:
        _refuse_strength(peel.second_agent, peel.second_percent, "second_percent")
    if peel.croton_oil_pct > 0.0 and peel.agent != "phenol":
        raise InputError(
            f"croton oil goes into phenol peels (hetter-2000-iv), not into {peel.agent}; "
            "leave croton_oil_pct away"
        )
    if peel.ph is None or peel.agent == "phenol":
        return
    parts = [*solutes(peel.agent, peel.percent)]
    if peel.second_agent and not peel.second_first:
        parts += solutes(peel.second_agent, peel.second_percent)
    alone = own_ph(parts)
    if peel.ph < alone - _PH_SLACK:
        raise InputError(
            f"{peel.percent:g} % {peel.agent} can't have pH {peel.ph:g}: by itself it has "
            f"{alone:.1f} (charge balance, acid-constants), and base only raises it; check both"
        )
    if settings.get("buffered") is False and peel.ph > alone + _BUFFER_SLACK:
        raise InputError(
            f"{peel.percent:g} % {peel.agent} without base has pH {alone:.1f} (charge balance, "
            f"acid-constants), not {peel.ph:g}; state buffered = yes, or another pH"
        )
    _refuse_free(peel, settings)


def _refuse_strength(agent: str, percent: float, name: str) -> None:
    studied = find_parameter(f"peel.{agent}.studied_percent")
    low, high = _ends(studied)
    if not percent > 0.0:
        raise InputError(f"{name} is {percent:g}; a peel is stronger than 0 % ({studied.source})")
    if percent <= _FRACTION:
        raise InputError(
            f"{name} is {percent:g}: {agent} was studied at {low:g} to {high:g} % "
            f"({studied.source}); for {100.0 * percent:g} % write {100.0 * percent:g}"
        )


def _refuse_free(peel: AskedPeel, settings: Mapping[str, SettingValue]) -> None:
    stated = settings.get("free_acid_pct")
    if stated is None or isinstance(stated, bool | str):
        return
    if stated > peel.percent * 1.001:
        raise InputError(
            f"free_acid_pct is {stated:g} of a solution of {peel.percent:g} %; no more can be free "
            "than there is"
        )
    left = peel.percent * film([(peel.agent, peel.percent)], peel.ph).free_percent / 100.0
    if not left / _FREE_SLACK <= stated <= left * _FREE_SLACK:
        raise InputError(
            f"{peel.percent:g} % {peel.agent} at pH {peel.ph:g} has {left:.2g} % free, not "
            f"{stated:g} % (Henderson-Hasselbalch, acid-constants); correct pH or free_acid_pct"
        )


def studied_flags(peel: AskedPeel, settings: Mapping[str, SettingValue]) -> list[StimulusFlag]:
    """What lies outside of what was studied, and what is known to be risky or disputed."""
    flags = [*_outside(peel, "percent", peel.percent, "%")]
    if peel.minutes is not None:
        flags += _outside(peel, "time", peel.minutes * 60.0, "s")
    if peel.ph is not None:
        flags += _outside(peel, "ph", peel.ph, "")
    elif peel.agent != "phenol":
        own = round(_alone(peel), 1) + 0.0  # no negative nought
        text = f"pH is not stated; the solution's own, {own:.1f}, is worked out"
        flags.append(StimulusFlag("ph-predicted", text, "acid-constants"))
    if not peel.neutralised and peel.agent not in SELF_ENDING:
        text = f"{peel.agent} acid goes on until it is neutralised; rinsing leaves some of it"
        flags.append(StimulusFlag("not-neutralised", text))
    if peel.frost is not None and peel.agent not in (*COAGULATING, "jessner"):
        text = f"white on {peel.agent} is no coagulated protein; the frost is not used"
        flags.append(StimulusFlag("frost-not-used", text))
    if peel.occluded and peel.agent != "phenol":
        text = "occlusion deepened a peel in guinea pigs and lessened it on scalps; it is not used"
        flags.append(StimulusFlag("occlusion-disputed", text, "peikert-1994"))
    if peel.agent == "trichloroacetic":
        text = "a percentage of TCA has four meanings that differ by 0.8 to 1.4; all are drawn"
        flags.append(StimulusFlag("percent-ambiguous", text, "tca-formulas"))
    if settings.get("free_acid_pct") is not None and peel.ph is None:
        text = "free acid without a pH is not used; state the pH"
        flags.append(StimulusFlag("free-acid-not-used", text))
    return flags


def _alone(peel: AskedPeel) -> float:
    return own_ph(solutes(peel.agent, peel.percent))


def _outside(peel: AskedPeel, what: str, value: float, unit: str) -> list[StimulusFlag]:
    name = f"peel.{peel.agent}.studied_{what}"
    if name not in all_parameters():
        return []
    studied = find_parameter(name)
    low, high = _ends(studied)
    if low <= value <= high:
        return []
    scale, printed = (60.0, " min") if unit == "s" else (1.0, f" {unit}" if unit else "")
    text = (
        f"{what} {value / scale:g}{printed} of {peel.agent} lies outside "
        f"{low / scale:g} to {high / scale:g}{printed}, what was studied"
    )
    return [StimulusFlag("outside-studied-range", text, studied.source)]


def _ends(record: Parameter) -> tuple[float, float]:
    low, high = record.low, record.high
    return (record.value if low is None else low, record.value if high is None else high)
