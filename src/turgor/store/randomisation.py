"""A sealed list in the study: given out in order, never twice, opened only against its sums."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, insert, select, update

from turgor.errors import StudyError
from turgor.record.randomisation import (
    Assignment,
    ListEntry,
    ListHead,
    RandomisationPlan,
    Unblinding,
)
from turgor.stats.commitment import commitment_of, sum_of_commitments
from turgor.store import schema
from turgor.store.codec import from_json, to_json
from turgor.store.connect import Database
from turgor.store.people import ensure_subject
from turgor.store.rows import canonical_json

_LIST = schema.randomisation_list
_ENTRY = schema.randomisation_entry
_UNBLINDING = schema.unblinding


class Randomisation:
    """The part of a store that knows who was drawn, and of the list no more than its sums."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, head: ListHead, entries: Sequence[ListEntry], sealed: str = "") -> None:
        """Keep a list's sums; ``sealed`` is the list itself under a passphrase, if it is to stay.

        Errors: StudyError where the study has a list; StoreError.
        """
        ordered = sorted(entries, key=lambda item: (item.stratum, item.number))
        with self._database.write() as connection:
            if connection.execute(select(_LIST.c.id)).first() is not None:
                raise StudyError(
                    "this study has its list, which is made once; `randomise verify` checks it"
                )
            values = {
                "plan": _plan_text(head),
                "seed_given": head.seed_given,
                "sha256": head.sha256,
                "design_sha256": head.design_sha256,
                "sealed": sealed,
            }
            made = connection.execute(insert(_LIST).values(values).returning(_LIST.c.id))
            number = made.scalar_one()
            rows = [
                {
                    "list": number,
                    "stratum": item.stratum,
                    "number": item.number,
                    "kit": item.kit,
                    "commitment": commitment_of(item),
                }
                for item in ordered
            ]
            connection.execute(insert(_ENTRY), rows)

    def head(self) -> ListHead | None:
        """What is known openly of the list, None where there is none."""
        with self._database.read() as connection:
            row = connection.execute(select(_LIST)).first()
        if row is None:
            return None
        told = json.loads(row.plan)
        plan = from_json(told["plan"], RandomisationPlan)
        if not isinstance(plan, RandomisationPlan):
            raise StudyError("the list's plan can't be read; restore the study from a copy")
        return ListHead(
            kind=told["kind"],
            blinding=told["blinding"],
            treatments=tuple(told["treatments"]),
            plan=plan,
            seed_given=row.seed_given,
            sha256=row.sha256,
            design_sha256=row.design_sha256,
        )

    def sealed(self) -> str:
        """The list under its passphrase, empty where only its sums are kept."""
        with self._database.read() as connection:
            return connection.execute(select(_LIST.c.sealed)).scalar() or ""

    def entries(self) -> tuple[Assignment, ...]:
        """Every entry in order of stratum and number."""
        with self._database.read() as connection:
            rows = connection.execute(select(_ENTRY).order_by(_ENTRY.c.stratum, _ENTRY.c.number))
            return tuple(_assignment(row._mapping) for row in rows)

    def assign(self, subject: str, stratum: str) -> Assignment:
        """Give a subject the next free entry of a stratum; at any time one subject gets one.

        Errors: StudyError where the subject has one already, the stratum is unknown or used up.
        """
        with self._database.write() as connection:
            ensure_subject(connection, subject)
            held = connection.execute(select(_ENTRY).where(_ENTRY.c.subject == subject)).first()
            if held is not None:
                raise StudyError(
                    f"subject '{subject}' was randomised already: {held.stratum}, number "
                    f"{held.number}, kit {held.kit}; nobody is drawn twice"
                )
            own = select(_ENTRY).where(_ENTRY.c.stratum == stratum).order_by(_ENTRY.c.number)
            free = connection.execute(own.where(_ENTRY.c.subject.is_(None)).limit(1)).first()
            if free is None:
                raise StudyError(_why_none(connection, stratum))
            connection.execute(update(_ENTRY).where(_ENTRY.c.id == free.id).values(subject=subject))
            row = connection.execute(select(_ENTRY).where(_ENTRY.c.id == free.id)).one()
            return _assignment(row._mapping)

    def open(self, entries: Sequence[ListEntry]) -> None:
        """Keep what entries of the list say, each held against its commitment.

        Errors: StudyError where one is not what was committed to; StoreError.
        """
        known = {(item.stratum, item.number): item for item in self.entries()}
        with self._database.write() as connection:
            for entry in entries:
                kept = known.get((entry.stratum, entry.number))
                if kept is None or kept.commitment != commitment_of(entry):
                    raise StudyError(
                        f"{entry.stratum}, number {entry.number}: is not what the study committed "
                        "to; this is another list, or it was changed"
                    )
                values = {"treatment": entry.treatment, "block": entry.block, "salt": entry.salt}
                connection.execute(update(_ENTRY).where(_ENTRY.c.id == kept.id).values(values))

    def tell(self, unblinding: Unblinding) -> None:
        """Keep that somebody was told, and why."""
        with self._database.write() as connection:
            number = connection.execute(select(_LIST.c.id)).scalar_one()
            connection.execute(
                insert(_UNBLINDING).values(
                    list=number, entry=unblinding.entry, reason=unblinding.reason
                )
            )

    def unblindings(self) -> tuple[Unblinding, ...]:
        """Everything that was told, in order."""
        with self._database.read() as connection:
            rows = connection.execute(select(_UNBLINDING).order_by(_UNBLINDING.c.id)).all()
        return tuple(Unblinding(row.entry, row.reason) for row in rows)

    def committed(self) -> str:
        """The list's sum as it follows from the commitments that are kept now."""
        return sum_of_commitments([item.commitment for item in self.entries()])


def _why_none(connection: Connection, stratum: str) -> str:
    known = connection.execute(select(_ENTRY.c.stratum).distinct().order_by(_ENTRY.c.stratum))
    strata = list(known.scalars())
    if not strata:
        return "this study has no list yet; make it with `turgor study randomise make`"
    if stratum in strata:
        return (
            f"stratum '{stratum}' is used up; a list is made once, so plan more places for each "
            "stratum next time"
        )
    return f"there is no stratum '{stratum}'; the list has {', '.join(strata)}"


def _plan_text(head: ListHead) -> str:
    return canonical_json(
        {
            "kind": head.kind,
            "blinding": head.blinding,
            "treatments": list(head.treatments),
            "plan": to_json(head.plan),
        }
    )


def _assignment(row: RowMapping) -> Assignment:
    return Assignment(
        id=row["id"],
        stratum=row["stratum"],
        number=row["number"],
        kit=row["kit"],
        commitment=row["commitment"],
        subject=row["subject"] or "",
        treatment=row["treatment"],
        block=row["block"] or 0,
        salt=row["salt"],
    )
