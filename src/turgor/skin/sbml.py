"""One skin's course as an SBML document (Level 3 Version 1), for any simulator that reads it.

States are species with rate rules, parameters are parameters, levels are parameters that events
set, sessions are events. Formulas are the processes' own, written down by symbols; what several
of them share stands once, as an assignment rule.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.skin.load import LEVELS, LOADS, Schedule
from turgor.skin.mathml import NAMESPACE, TIME, math_of, number_element
from turgor.skin.solve.check import checked_inputs
from turgor.skin.solve.course import rest_of
from turgor.skin.solve.dynamics import Dynamics, Terms, tissue_dynamics
from turgor.skin.symbol import Symbol, named, number, shared

FloatArray = NDArray[np.float64]

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1">
<model id="virtual_skin" timeUnits="day" substanceUnits="dimensionless"
 volumeUnits="dimensionless" extentUnits="dimensionless">
<listOfUnitDefinitions><unitDefinition id="day"><listOfUnits>
<unit kind="second" exponent="1" scale="0" multiplier="86400"/>
</listOfUnits></unitDefinition></listOfUnitDefinitions>
<listOfCompartments>
<compartment id="skin" spatialDimensions="3" size="1" units="dimensionless" constant="true"/>
</listOfCompartments>"""


@dataclass(frozen=True)
class _Names:
    """Which symbol is called what in the document; an id is used once."""

    ids: dict[Symbol, str] = field(default_factory=dict)

    def take(self, symbol: Symbol, wanted: str) -> str:
        name = re.sub(r"\W", "_", wanted)
        while name in self.ids.values() or name == "skin" or not name.isidentifier():
            name = f"_{name}" if not name.isidentifier() else f"{name}_"
        self.ids[symbol] = name
        return name

    def __getitem__(self, symbol: Symbol) -> str:
        return self.ids[symbol]


def sbml_document(
    p: FloatArray,
    schedule: Schedule,
    start: FloatArray | None = None,
    *,
    dynamics: Dynamics | None = None,
) -> str:
    """The course of one skin: p (n_p, 1), a schedule with a batch of 1, start (n_s, 1) or rest.

    Time is in days. Ids are the names of states and parameters with what isn't a letter, a digit
    or an underscore replaced by one; levels are ``level_<name>``. Visits aren't in it.
    Errors: InputError for more than one skin, and as ``solve``.
    """
    dynamics = dynamics or tissue_dynamics()
    if schedule.batch != 1:
        raise InputError(f"SBML holds one skin; this schedule is of {schedule.batch}")
    checked_inputs(p, schedule, start, dynamics)
    state, parameter, level = (
        {name: named(f"{kind} {name}") for name in names}
        for kind, names in (
            ("state", dynamics.states), ("parameter", dynamics.parameters), ("level", LEVELS),
        )
    )  # fmt: skip
    names = _Names()
    for name, symbol in state.items():
        names.take(symbol, name)
    for name, symbol in parameter.items():
        names.take(symbol, name)
    for name, symbol in level.items():
        names.take(symbol, f"level_{name}")
    rates = dynamics.rates(state, level, parameter)
    slopes = {name: _symbol_of(rates.get(name, 0.0)) for name in dynamics.states}
    rules = shared(list(slopes.values()))
    for count, symbol in enumerate(rules):
        names.take(symbol, f"shared_{count + 1}")
    values = (rest_of(p, dynamics) if start is None else start)[:, 0]
    document = [
        _HEAD,
        _species(state, values, names),
        _parameters(parameter, p[:, 0], level, schedule.levels[0, :, 0], rules, names),
        _rules(state, slopes, rules, names),
        _events(dynamics, schedule, state, parameter, level, names),
        "</model>\n</sbml>\n",
    ]
    return "\n".join(document)


def _species(state: Mapping[str, Symbol], values: FloatArray, names: _Names) -> str:
    lines = [
        f'<species id="{names[symbol]}" name={quoteattr(name)} compartment="skin" '
        f'initialAmount="{float(value)!r}" hasOnlySubstanceUnits="true" '
        'boundaryCondition="true" constant="false"/>'
        for (name, symbol), value in zip(state.items(), values, strict=True)
    ]
    return _list("Species", lines)


def _parameters(
    parameter: Mapping[str, Symbol],
    p: FloatArray,
    level: Mapping[str, Symbol],
    levels: FloatArray,
    rules: list[Symbol],
    names: _Names,
) -> str:
    lines = [
        f'<parameter id="{names[symbol]}" name={quoteattr(name)} value="{float(value)!r}" '
        f'constant="{constant}"/>'
        for items, values, constant in ((parameter, p, "true"), (level, levels, "false"))
        for (name, symbol), value in zip(items.items(), values, strict=True)
    ]
    lines += [f'<parameter id="{names[symbol]}" constant="false"/>' for symbol in rules]
    return _list("Parameters", lines)


def _rules(
    state: Mapping[str, Symbol], slopes: Mapping[str, Symbol], rules: list[Symbol], names: _Names
) -> str:
    lines = [
        f'<assignmentRule variable="{names[one]}">{math_of(one, names.ids, open_up=True)}'
        "</assignmentRule>"
        for one in rules
    ]
    lines += [
        f'<rateRule variable="{names[state[name]]}">{math_of(slope, names.ids)}</rateRule>'
        for name, slope in slopes.items()
    ]
    return _list("Rules", lines)


def _events(
    dynamics: Dynamics,
    schedule: Schedule,
    state: Mapping[str, Symbol],
    parameter: Mapping[str, Symbol],
    level: Mapping[str, Symbol],
    names: _Names,
) -> str:
    days = schedule.event_days.reshape(len(schedule.loads), -1)[:, 0]
    events = []
    for event, day in enumerate(days):
        load = {
            name: number(value)
            for name, value in zip(LOADS, schedule.loads[event, :, 0], strict=True)
        }
        after: Terms = dynamics.jump(state, load, parameter)
        new = schedule.levels[event, :, 0]
        changed = new != schedule.levels[max(event - 1, 0), :, 0]
        sets = {
            state[name]: _symbol_of(after[name])
            for name in dynamics.states
            if after.get(name, state[name]) is not state[name]
        } | {
            level[name]: number(value)
            for name, value, other in zip(LEVELS, new, changed, strict=True)
            if other
        }
        lines = [
            f'<eventAssignment variable="{names[symbol]}">{math_of(value, names.ids)}'
            "</eventAssignment>"
            for symbol, value in sets.items()
        ]
        if not lines:
            continue
        # two events of one day: the earlier has the higher priority, the later sees what it did
        events.append(
            f'<event id="event_{event + 1}" useValuesFromTriggerTime="false">'
            f'<trigger initialValue="false" persistent="true"><math xmlns="{NAMESPACE}"><apply>'
            f"<geq/>{TIME}{number_element(day)}</apply></math></trigger>"
            f"<priority>{math_of(number(-event), {})}</priority>"
            f"{_list('EventAssignments', lines)}</event>"
        )
    return _list("Events", events)


def _list(of: str, lines: list[str]) -> str:
    """A list of the document; it may not be there with nothing in it."""
    return "\n".join((f"<listOf{of}>", *lines, f"</listOf{of}>")) if lines else ""


def _symbol_of(value: object) -> Symbol:
    return value if isinstance(value, Symbol) else number(float(value))  # type: ignore[arg-type]
