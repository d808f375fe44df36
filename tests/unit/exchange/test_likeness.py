"""Which texts tell who somebody is, and which don't."""

import datetime as dt

import pytest

from turgor.exchange.deidentify.likeness import direct_identifiers, looks_like_identity
from turgor.record.identity import Identity

ERIKA = Identity(
    "S01",
    "Erika-Maria Müstermann",
    dt.date(1984, 3, 17),
    "+49 176 1234567, erika.m@example.org, Lindenmusterweg 12, Musterstadt",
    "KN-88231",
)


@pytest.mark.parametrize(
    "text",
    [
        "MUESTERMANN01", "mustermann", "Frau Müstermann", "erika",
        "ErikaMuestermann", "müstermann_erika", "Mu\u0308stermann",
        "L_MUESTERMANN_forearm.jpg",
    ],
)  # fmt: skip
def test_a_name_is_seen_however_it_is_written(text: str) -> None:
    assert "name" in looks_like_identity(text, [ERIKA])


@pytest.mark.parametrize(
    "text",
    [
        "1984-03-17", "17.03.1984", "17/3/84", "03/17/1984", "19840317", "17031984",
        "born 17 March 1984", "Mar 17, 1984", "S_1984_03_17",
    ],
)  # fmt: skip
def test_a_date_of_birth_is_seen(text: str) -> None:
    assert "birth date" in looks_like_identity(text, [ERIKA])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("call 0176 1234567", "contact"),
        ("0049-176-123-4567", "contact"),
        ("ERIKA.M@EXAMPLE.ORG", "contact"),
        ("lives in Lindenmusterweg, Musterstadt", "contact"),
        ("kn 88231", "clinic number"),
        ("KN88231_baseline", "clinic number"),
    ],
)
def test_contact_and_number_are_seen(text: str, what: str) -> None:
    assert what in looks_like_identity(text, [ERIKA])


@pytest.mark.parametrize("subject", ["EMM1984", "emm-84", "MME_84"])
def test_initials_with_the_year_are_seen_in_the_own_id(subject: str) -> None:
    own = Identity(subject, ERIKA.name, ERIKA.birth_date)
    assert "initials with year of birth" in looks_like_identity(subject, [own], subject)


@pytest.mark.parametrize(
    "text",
    ["S01", "P-0417", "left cheek", "baseline", "forearm_V2_03", "1984", "2024-05-17", "muster",
     "erikaceous", "mann", "sterman", "88231 of 100000 points"],
)  # fmt: skip
def test_what_tells_nobody_passes(text: str) -> None:
    assert looks_like_identity(text, [ERIKA]) == ()


def test_short_or_empty_identities_match_nothing() -> None:
    empty = Identity("S02", name="Li")
    assert looks_like_identity("light microscopy", [empty, Identity("S03")]) == ()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a.b@c.org", "e-mail address"),
        ("see www.example.org/x", "web address"),
        ("seen 17.03.1984", "date"),
        ("17 March 1984", "date"),
        ("+49 176 1234567", "telephone number"),
        ("48.20917, 11.56861", "coordinates"),
        ("48° 12' 33\" N", "coordinates"),
        ("patient 77310042", "number of many digits"),
    ],
)
def test_what_looks_like_an_identifier(text: str, what: str) -> None:
    assert what in direct_identifiers(text)


@pytest.mark.parametrize("text", ["R2", "1.5 mJ", "12 passes", "0.25;0.5", "V3 day 28", "λ 0.8 mm"])
def test_settings_look_like_none(text: str) -> None:
    assert direct_identifiers(text) == ()
