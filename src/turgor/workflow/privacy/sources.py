"""What a shared export is made from: the rows of every table, who may leave, and day 0 of each."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from turgor.exchange.deidentify.allow_list import allow_lists
from turgor.record.design import StudyDesign
from turgor.store import Store, WorkKey
from turgor.workflow.conduct.sealing import SEALED, is_sealed

Row = Mapping[str, object]

#: tables whose rows are joined with others before they are looked at
_JOINED = ("finding",)
#: tables that are never shared, and why
NEVER: dict[str, str] = {
    "blind_code": "the key from blind codes to captures",
    "shown_picture": "the key from blind codes to captures",
    "study_user": "staff, with their passphrases' sums",
    "signature": "staff; the head of the audit chain stands in the report",
    "study_lock": "staff and free texts; the head of the audit chain stands in the report",
    "rating": "scores of codes, whose key stays at home",
    "instrument": "licensed definitions; scores leave as findings",
    "query": "free texts of staff about persons",
    "licence_proof": "names of holders and documents",
    "consent": "dates and forms; it only decides who leaves",
    "design_version": "free text",
    "device_table": "names of files and profiles",
    "imported_file": "names of files and mappings",
    "measurement": "the work behind the findings, which leave themselves",
    "refusal": "free texts that name files",
    "registration": "how captures lie on one another, of use only beside the originals",
    "zone_set": "places of eyes and mouth, which could be used to recognise somebody",
    "randomisation_list": "sealed until unblinding",
    "randomisation_entry": "sealed until unblinding",
    "unblinding": "free texts",
    "protocol": "may be a clinic's own",
    "rule_library": "may hold a clinic's own rules",
    "treatment_plan": "tells a person's answers, wishes and dates",
    "rule_override": "staff, and free texts about persons",
}
_ARMS = "allocation"
_UNKNOWN = "no allow list names it"
_SHARING, _PHOTOGRAPHS = "data-sharing", "photographs"


@dataclass(frozen=True, slots=True)
class Leaving:
    """Who leaves. subjects : all of whom rows may leave; photographed : of these, whose
    photographs may. consent : how that was settled, in words.
    """

    subjects: frozenset[str]
    photographed: frozenset[str]
    left_out: int
    consent: str


def source_rows(store: Store, design: StudyDesign) -> dict[str, list[Row]]:
    """The rows that count, for each table that an allow list names and the study has.

    While arms are sealed nobody's allocation is among them.
    """
    there = set(store.plain.tables())
    found: dict[str, list[Row]] = {}
    for table in allow_lists():
        if table in there:
            found[table] = (
                _findings(store)
                if table in _JOINED
                else list(store.plain.rows(table, withdrawn=False))
            )
    if is_sealed(store, design):
        found[_ARMS] = []
    return found


def tables_left_out(store: Store, design: StudyDesign) -> list[tuple[str, int, str]]:
    """(table, rows, why) of every table that does not leave."""
    sealed = is_sealed(store, design)
    return [(table, len(store.plain.rows(table)), SEALED) for table in (_ARMS,) if sealed] + [
        (table, len(store.plain.rows(table)), NEVER.get(table, _UNKNOWN))
        for table in store.plain.tables()
        if table not in allow_lists()
    ]


def day_zero(store: Store, baseline: str) -> dict[str, dt.date]:
    """Each subject's day 0: the baseline visit, or the first that has a date."""
    found: dict[str, dt.date] = {}
    visits = [visit for visit in store.people.visits() if visit.date is not None]
    for visit in sorted(visits, key=lambda visit: (visit.label != baseline, str(visit.date))):
        if visit.date is not None:
            found.setdefault(visit.subject, visit.date)
    return found


def leaving(store: Store, today: dt.date) -> Leaving:
    """Who may leave by the consents on record.

    Where nobody's consent to sharing is on record the study keeps it elsewhere, and everybody
    leaves; where some is, only those leave whose consent stands.
    """
    subjects = frozenset(subject.id for subject in store.people.subjects())
    rows = store.plain.rows("consent", withdrawn=False) if "consent" in store.plain.tables() else []
    shared, told = _consented(rows, _SHARING, subjects, today)
    pictured, told_pictures = _consented(rows, _PHOTOGRAPHS, subjects, today)
    return Leaving(
        shared,
        shared & pictured,
        len(subjects - shared),
        f"data sharing: {told}; photographs: {told_pictures}",
    )


def _consented(
    rows: list[dict[str, str | int | float | None]],
    scope: str,
    subjects: frozenset[str],
    today: dt.date,
) -> tuple[frozenset[str], str]:
    own = [row for row in rows if row["scope"] == scope]
    if not own:
        return subjects, "no consent on record, taken as settled elsewhere"
    day = today.isoformat()
    standing = frozenset(
        str(row["subject"])
        for row in own
        if str(row["date"]) <= day
        and (row["withdrawn_on"] is None or str(row["withdrawn_on"]) > day)
    )
    return standing & subjects, "those whose consent on record stands"


def _findings(store: Store) -> list[Row]:
    """The current findings as they are kept, each with whose and where it is."""
    captures = {row["sha256"]: row for row in store.plain.rows("capture", withdrawn=False)}
    current = store.findings.latest_keys()
    of: dict[object, Row] = {}
    for row in store.plain.rows("measurement"):
        key = WorkKey(
            str(row["capture"]),
            str(row["method"]),
            str(row["method_version"]),
            str(row["settings"]),
            int(str(row["region_version"])),
        )
        if key in current and row["capture"] in captures:
            of[row["id"]] = row
    found: list[Row] = []
    for row in store.plain.rows("finding"):
        if row["measurement"] not in of:
            continue
        work = of[row["measurement"]]
        capture = captures[str(work["capture"])]
        found.append(
            {
                **row,
                **{name: capture[name] for name in ("subject", "visit", "site", "side")},
                "capture": work["capture"],
                "region_version": work["region_version"],
                "device": row["device"] or capture["device"],
            }
        )
    return found
