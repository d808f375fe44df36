"""Small libraries of rules written on the spot, and a case to check with them."""

import datetime as dt

from turgor.record.case import Case
from turgor.record.course import Course, CourseSession
from turgor.record.skin_place import SkinPlace
from turgor.rules import library_of, read_pack

DAY = dt.date(2026, 6, 1)
CO2 = {"wavelength_nm": 10600.0, "energy_mj": 10.0, "coverage_pct": 10.0, "passes": 1.0}
HEAD = 'pack = "{}"\ntitle = "t"\n'
SEEN = '{ level = "label", source = "rules-pearce-2023", locator = "x", seen = true }'
TRIAL = '{ level = "trial", source = "rules-pearce-2023", locator = "x", seen = true }'


def rule(name, when, fires, silent, unknown, **more):
    """One rule; ``fires`` and the others are what TOML has between the braces of ``given``."""
    given = {
        "version": 1, "status": '"draft"', "kind": '"contraindication"', "severity": '"block"',
        "then": '{ do = "avoid", text = "Do not." }', "rationale": '"why"', "evidence": SEEN,
        "valid_from": "2026-01-01",
    } | more  # fmt: skip
    lines = [f'[[rule]]\nid = "{name}"\nwhen = "{when}"']
    lines += [f"{key} = {value}" for key, value in given.items()]
    for expect, facts in (("fires", fires), ("silent", silent), ("unknown", unknown)):
        lines.append(f'[[rule.case]]\nexpect = "{expect}"\ngiven = {{ {facts} }}')
    return "\n".join(lines) + "\n"


PREGNANT = ("pregnant", "pregnant = true", "pregnant = false", "")
DEEP = (
    "modality == afl and energy_mj > 20 mJ",
    'modality = "afl", energy_mj = 20.1',
    'modality = "afl", energy_mj = 20',
    'modality = "afl"',
)


def pack(*rules, name="p"):
    return read_pack(HEAD.format(name) + "".join(rules), f"{name}.toml")


def library(*rules, name="p"):
    return library_of([pack(*rules, name=name)])


def case(site="full face", phototype="IV", **more):
    return Case("c", SkinPlace(site, 40.0, "female", phototype), **more)


def session(day=0.0, modality="fractional-laser", settings=CO2, **more):
    return CourseSession(day, modality, settings=settings, **more)


def course(*sessions):
    return Course("a", sessions)
