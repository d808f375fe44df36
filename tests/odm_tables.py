"""Tables with everything that makes an export stumble, and their write as ODM."""

import datetime as dt
import io

from turgor.exchange.odm import OdmStudy, Signed, write_odm
from turgor.exchange.tidy import Column, TidyTable, finding_columns

ODD_TEXTS = (
    "plain", "a & b < c > d \" ' ]]>", "tab\tline\nreturn\r\n  spaces  ",
    "é 皮膚 \U0001f642 \u2028",
    "bell \x07 and \x1f", "{}", "NULL", "=1+1", "\\u0007 typed", "\ufffe", " lead and trail ",
)  # fmt: skip
EXTREMES = (0.1, -0.0, 5e-324, 1.7976931348623157e308, 1 / 3, float("inf"), float("-inf"), 1e22)

STUDY = OdmStudy(
    id="odd & study",
    title='Title with <tags> & "quotes"',
    kind="split-face",
    head="3:" + "ab" * 32,
    version="0.0.test",
    made_at="2026-03-04T05:06:07+00:00",
    visits=("V0", "V 1 & more"),
)


def finding(subject, visit, text, value, number):
    cells = {
        "subject": subject, "visit": visit, "visit_date": dt.date(2026, 1, 2), "site": text,
        "side": "left", "replicate": 1, "reseated": bool(number % 2), "metric": "surface.sq",
        "conditions": f'{{"form":"{number % 3}"}}', "value": value, "unit": "µm", "u": 0.25,
        "u_kind": "repeat", "device_reported": False, "source_row": number,
        "temperature_c": 21.5,
    }  # fmt: skip
    if number % 4 == 0:
        cells |= {"u": None, "u_kind": None, "u_reason": text, "unit": "a.u."}
    return tuple(cells.get(column.name) for column in finding_columns())


def tables():
    subjects = ("S1", "S & 2", "S\x01 3", '"quoted"')
    findings = [
        finding(subject, visit, text, value, number)
        for number, (subject, visit, text, value) in enumerate(
            (subject, visit, text, value)
            for subject in subjects
            for visit in ("V 1 & more", "V0", "unplanned\tvisit", None)
            for text, value in zip(ODD_TEXTS, (*EXTREMES, None, 7.0, 2.5), strict=True)
        )
    ]
    people = [(subject, f"centre <{n}>", 1950 + n, None) for n, subject in enumerate(subjects)]
    events = [
        (n, subject, text, n % 2 == 0) for n, (subject, text) in enumerate(
            zip((*subjects, None, ""), ODD_TEXTS, strict=False), start=1)
    ]  # fmt: skip
    words = [(n, text, "{}") for n, text in enumerate(ODD_TEXTS)]

    def column(name, kind, **more):
        return Column(name, kind, f"what <{name}> means & more", **more)

    return [
        TidyTable("findings", "all & every", finding_columns(), lambda: findings),
        TidyTable(
            "subjects", "", (column("subject", "text"), column("centre", "text"),
            column("birth_year", "integer"), column("sex", "text", allowed=("f", "m"))),
            lambda: people, ("subject",), "subject", ("subject",),
        ),
        TidyTable(
            "adverse_events", "what went wrong", (column("id", "integer"),
            column("subject", "text"), column("text", "text"), column("serious", "boolean")),
            lambda: events, ("id",), "event", ("id",),
        ),
        TidyTable(
            "words", "of no subject", (column("n", "integer"), column("word", "text"),
            column("more", "json")), lambda: words, ("n",),
        ),
    ]  # fmt: skip


def signed(entity, key):
    if entity == "event":
        return Signed("A & B", "2026-01-02T03:04:05.678901+00:00", "because <x>", "audit link 7")
    return None


def document():
    stream = io.StringIO()
    write_odm(stream, STUDY, tables(), signed)
    return stream.getvalue()
