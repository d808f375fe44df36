"""A specimen person to plant: every writing of every identifier. It is nobody.

Written for the scanner and the planter alike, and without a line of the code under test.
"""

from dataclasses import dataclass

GIVEN, FAMILY = "Erikaline", "Mustermann"
UMLAUT = "Müstermannová"
MAIL = "erikaline.m@example.org"
PHONE = "+49 176 7310442"
STREET = "Lindenmusterweg 12"
CLINIC = "KN-8823177"
SERIAL = "SN-55019283"
JOB = "glockenspieler"
LAT, LON = 48.20917, 11.56861
BIRTH = (1984, 3, 17)
SEEN = (2024, 5, 17)

#: free texts, each with one or more identifiers
TEXTS = (
    f"{GIVEN} {FAMILY}",
    f"{FAMILY.upper()}, {GIVEN.upper()}",
    f"born 17.03.1984, {PHONE}",
    f"call {MAIL}",
    f"{STREET}, a {JOB}",
    f"{CLINIC} of 1984-03-17",
    f"{UMLAUT} {LAT}, {LON}",
    f"{GIVEN.lower()}_{FAMILY.lower()}_1984",
    f"probe {SERIAL}",
    "17 March 1984",
    "seen 2024-05-17",
    f"{LAT}N {LON}E",
)


def text(number: int) -> str:
    """One of the texts, in turn."""
    return TEXTS[number % len(TEXTS)]


def date_writings(date: tuple[int, int, int]) -> tuple[str, ...]:
    """The usual writings of a date."""
    y, m, d = date
    names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    long = "January February March April May June July August September October November December"
    month = long.split()[m - 1]
    return (
        f"{y}-{m:02d}-{d:02d}", f"{y}:{m:02d}:{d:02d}", f"{y}/{m:02d}/{d:02d}",
        f"{d:02d}.{m:02d}.{y}", f"{d}.{m}.{y}", f"{d:02d}/{m:02d}/{y}", f"{m:02d}/{d:02d}/{y}",
        f"{d:02d}-{m:02d}-{y}", f"{d}.{m}.{y % 100:02d}", f"{d}/{m}/{y % 100:02d}",
        f"{m}/{d}/{y % 100:02d}", f"{y}{m:02d}{d:02d}", f"{d:02d}{m:02d}{y}",
        f"{m:02d}{d:02d}{y}", f"{d} {month} {y}", f"{month} {d}, {y}", f"{d} {names[m - 1]} {y}",
        f"{d}-{names[m - 1]}-{y}", f"{y}-{m}-{d}",
    )  # fmt: skip


@dataclass(frozen=True)
class Needle:
    """What is looked for. ``bounded`` : not inside a much longer run of digits."""

    what: str
    text: str
    bounded: bool = False


def needles() -> tuple[Needle, ...]:
    """Every writing of every identifier, of which not one may survive."""
    found = [
        Needle("name", GIVEN),
        Needle("name", FAMILY),
        Needle("name", UMLAUT),
        Needle("name", "Muestermannova"),
        Needle("e-mail", MAIL),
        Needle("e-mail", "example.org"),
        Needle("telephone", "7310442", True),
        Needle("telephone", "491767310442", True),
        Needle("telephone", "01767310442", True),
        Needle("telephone", "176 7310442"),
        Needle("telephone", "176-7310442"),
        Needle("address", "Lindenmusterweg"),
        Needle("clinic number", "8823177", True),
        Needle("serial number", "55019283", True),
        Needle("occupation", JOB),
        Needle("coordinates", "48.20917", True),
        Needle("coordinates", "11.56861", True),
        Needle("coordinates", "48°12'33"),
        Needle("coordinates", "48° 12' 33"),
        Needle("coordinates", "48 deg 12"),
        Needle("coordinates", "N48°12"),
    ]
    found.append(Needle("date of birth", "14671", True))  # as days before the first visit
    for what, date in (("date of birth", BIRTH), ("date of a visit", SEEN)):
        found += [Needle(what, writing, len(writing) < 9) for writing in date_writings(date)]
    return tuple(found)
