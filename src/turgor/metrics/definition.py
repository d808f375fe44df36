"""What a metric is: id, symbol, unit, conditions, and the standard or paper that defines it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Condition:
    """One named part of a measurand's conditions.

    ``kind`` is ``text``, ``number`` or ``flag``; ``unit`` is printed and empty for text;
    ``allowed`` lists the closed vocabulary of a text, empty where it is open.
    """

    name: str
    kind: str
    meaning: str
    unit: str = ""
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Metric:
    """A quantity that the product can state.

    ``scope`` says what one value belongs to: ``region``, ``wrinkle``, ``spectrum``, ``spot`` (a
    followed spot of a photograph), ``curve`` (one suction cycle), ``layer`` or ``capture``.
    ``source`` is the id of an evidence source (a test resolves it), ``locator`` the clause, table
    or equation in it; ``validated_by`` names the tests that prove it against something outside
    the project. ``swings_within_day`` : values of two visits compare only at like hours.
    ``swells_after_session`` : oedema moves it for days after a session.
    """

    id: str
    symbol: str
    name: str
    unit: str
    kind: str
    family: str
    scope: str
    definition: str
    source: str
    locator: str
    conditions: tuple[Condition, ...]
    validated_by: tuple[str, ...] = ()
    device_reported: bool = False
    swings_within_day: bool = False
    swells_after_session: bool = False
