"""What an option is called, and what is done in it, as a person reads it."""

from collections.abc import Mapping

from turgor.plan.plan import Plan
from turgor.skin.stimulus.doors import MODELLED
from turgor.workflow.decision.cost import part_title
from turgor.workflow.decision.days import day_text
from turgor.workflow.decision.option import DecisionOption
from turgor.workflow.rule_pages.names import listed, word_name
from turgor.workflow.stimulus.setting_words import setting_words

#: a use that is not stopped
_FOR_GOOD = 3650.0
#: keeps a number and its unit on one line
_NARROW = "\u00a0"
_Settings = Mapping[str, float | str | bool]


def option_name(option: DecisionOption) -> str:
    """A plan by what is done, with its letter; a case's course by the case's own name."""
    if option.nothing:
        return "Doing nothing"
    if option.plan is not None and option.plan.courses:
        return f"{option.letter}: {_planned(option.plan)}"
    return option.name[:1].upper() + option.name[1:]


def _planned(plan: Plan) -> str:
    parts = sorted(plan.courses, key=lambda one: (bool(one.candidate.template.use), one.start_week))
    said = []
    for one in parts:
        title = part_title(one.candidate.template)
        alike = one.candidate.template.modality and one.candidate.number > 1
        said.append(f"{one.candidate.number} × {title}" if alike else title)
    return ", ".join(said).replace(" %", f"{_NARROW}%").replace(" × ", f"{_NARROW}×{_NARROW}")


def done_lines(option: DecisionOption) -> tuple[str, ...]:
    """What is done, a line for each treatment with its days."""
    start = option.days.start
    lines: dict[tuple[str, str], list[str]] = {}
    for session in option.outlook.course.sessions:
        said = _what(session.modality, session.settings, session.device)
        place = " ".join(filter(None, (session.side, session.site.replace("_", " "))))
        lines.setdefault((said, place), []).append(day_text(start, session.day))
    found = [
        f"{_times(days)}{said}{f', {place}' if place else ''}: {listed(days, 'and')}"
        for (said, place), days in lines.items()
    ]
    return (*found, *home_lines(option))


def _times(days: list[str]) -> str:
    return f"{len(days)} × " if len(days) > 1 else ""


def home_lines(option: DecisionOption) -> tuple[str, ...]:
    """What the person does at home, with its days."""
    start = option.days.start
    found = []
    for use in option.outlook.course.uses:
        first = day_text(start, use.start_day)
        end = "on" if use.stop_day >= _FOR_GOOD else f"to {day_text(start, use.stop_day)}"
        found.append(f"{_what(use.kind, use.settings)}: from {first} {end}")
    return tuple(found)


def _what(kind: str, settings: _Settings, device: str = "") -> str:
    """'tretinoin (topical retinoid; 0.05 %, 7 nights a week)'."""
    agent = str(settings.get("agent", ""))
    name = word_name(agent) if agent else kind.replace("-", " ")
    more = [kind.replace("-", " ")] if agent else []
    more += [device] if device else []
    said = [
        _setting(kind, key, value)
        for key, value in settings.items()
        if key != "agent" and value is not False and not (value == 0.0 and key.startswith("rf_"))
    ]
    told = "; ".join(filter(None, [", ".join(more), ", ".join(said)]))
    return f"{name} ({told})" if told else name


def _setting(kind: str, name: str, value: float | str | bool) -> str:
    if isinstance(value, float) and name == "percent":
        return f"{value:g} %"
    if isinstance(value, float) and name == "nights_per_week":
        return "every night" if value == 7.0 else f"{value:g} nights a week"
    if name == "spf":
        return f"SPF {value:g}" if isinstance(value, float) else f"SPF {value}"
    if kind in MODELLED:
        return setting_words(kind, {name: value})[0]
    words = name.replace("_", " ")
    return f"{words} {value:g}" if isinstance(value, float) else f"{words} {value}"
