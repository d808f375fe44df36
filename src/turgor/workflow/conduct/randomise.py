"""Randomise subjects from a sealed list, unblind with a reason, and hold a list to its sums."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from turgor.errors import StudyError
from turgor.record.design import Allocation
from turgor.record.randomisation import (
    Assignment,
    ListEntry,
    ListHead,
    Unblinding,
    level_of,
    sides_of,
    stratum_name,
)
from turgor.stats.commitment import commitment_of, list_commitment
from turgor.store.audit import doing
from turgor.workflow.conduct.list_file import entries_of, read_list, unseal_text
from turgor.workflow.conduct.sealing import is_unblinded
from turgor.workflow.study import Study

_OF_SUBJECT = ("centre", "sex", "phototype")


@dataclass(frozen=True, slots=True)
class Opener:
    """What opens a list: its file, or the passphrase of the one that lies in the study."""

    file: Path | None = None
    phrase: str = ""

    def given(self) -> bool:
        """Whether there is any."""
        return self.file is not None or bool(self.phrase)


@dataclass(frozen=True, slots=True)
class Verified:
    """What was held against the sums; ``faults`` is empty where everything agrees."""

    sha256: str
    entries: int
    assigned: int
    opened: int
    whole_list: bool
    faults: tuple[str, ...]


def randomise_next(
    study: Study, subject: str, stated: Mapping[str, str], opener: Opener | None = None
) -> Assignment:
    """Give a subject the next free place of their stratum.

    stated : levels of factors beside those that the subject's own record tells. opener : in an
    open study it opens this one entry, and the allocation is kept; a blinded study takes none.

    Errors: StudyError for an unknown or contradicting level, a subject drawn already, a stratum
    used up, or a list that is not the one committed to; StoreError.
    """
    opener = opener or Opener()
    head = _head(study)
    if not subject:
        raise StudyError("name the subject with --subject")
    if head.blinding != "open" and opener.given():
        raise StudyError("this study is blinded: `next` opens nothing; unblinding needs a reason")
    if head.blinding != "open" and is_unblinded(study.store):
        raise StudyError("this study is unblinded; nobody more is randomised")
    stratum = _stratum(study, head, subject, stated)
    listed = _opened(study, head, opener) if opener.given() else ()
    with doing("randomised"), study.store.together():
        given = study.store.randomisation.assign(subject, stratum)
        if not listed:
            return given
        entry = _entry(listed, given)
        study.store.randomisation.open([entry])
        _allocate(study, given.subject, entry.treatment)
    return _now(study, given.id)


def unblind_study(study: Study, opener: Opener, reason: str) -> tuple[Assignment, ...]:
    """Open every entry that was given out and write the allocations.

    In an open study it writes those that are not written yet.

    Errors: StudyError without a reason or an opener, or where the list is another one; StoreError.
    """
    head = _head(study)
    _reasoned(reason)
    listed = _opened(study, head, opener)
    given = [item for item in study.store.randomisation.entries() if item.subject]
    with doing("study unblinded", why=reason), study.store.together():
        study.store.randomisation.open([_entry(listed, item) for item in given])
        for item in given:
            _allocate(study, item.subject, _entry(listed, item).treatment)
        study.store.randomisation.tell(Unblinding(None, reason.strip()))
    return tuple(item for item in study.store.randomisation.entries() if item.subject)


def unblind_subject(study: Study, opener: Opener, subject: str, reason: str) -> Assignment:
    """Tell one subject's treatment in an emergency, and keep that it was told and why.

    The treatment goes to whoever asked and nowhere else: everybody else stays blind.

    Errors: StudyError as for ``unblind_study``, and where the subject was not randomised.
    """
    head = _head(study)
    _reasoned(reason)
    listed = _opened(study, head, opener)
    found = [item for item in study.store.randomisation.entries() if item.subject == subject]
    if not subject or not found:
        raise StudyError(f"subject '{subject}' was not randomised; there is nothing to tell")
    entry = _entry(listed, found[0])
    with doing("subject unblinded", why=reason):
        study.store.randomisation.tell(Unblinding(found[0].id, reason.strip()))
    return Assignment(
        id=found[0].id,
        stratum=entry.stratum,
        number=entry.number,
        kit=entry.kit,
        commitment=found[0].commitment,
        subject=subject,
        treatment=entry.treatment,
        block=entry.block,
    )


def verify_list(study: Study, opener: Opener | None = None) -> Verified:
    """Hold what is known against the commitments: the study's own rows, and a list where given.

    Errors: StudyError where there is no list; InputError for a file that is none.
    """
    opener = opener or Opener()
    head = _head(study)
    kept = study.store.randomisation.entries()
    faults: list[str] = []
    if study.store.randomisation.committed() != head.sha256:
        faults.append("the study's commitments no longer give the list's sum; they were changed")
    faults += _own_faults(kept)
    if opener.given():
        listed = _read(study, opener)
        if list_commitment(listed) != head.sha256:
            faults.append("the list is not the one that the study committed to")
        faults += _list_faults(listed, kept)
    return Verified(
        sha256=head.sha256,
        entries=len(kept),
        assigned=sum(bool(item.subject) for item in kept),
        opened=sum(bool(item.treatment) for item in kept),
        whole_list=opener.given(),
        faults=tuple(faults),
    )


def _own_faults(kept: Sequence[Assignment]) -> list[str]:
    faults: list[str] = []
    for item in kept:
        if item.treatment and commitment_of(_as_entry(item)) != item.commitment:
            faults.append(f"{item.stratum}, number {item.number}: was changed after it was opened")
    for stratum in sorted({item.stratum for item in kept}):
        own = [item for item in kept if item.stratum == stratum]
        taken = [item.number for item in own if item.subject]
        if [item.number for item in own] != list(range(1, len(own) + 1)):
            faults.append(f"{stratum}: its numbers have gaps")
        if taken != list(range(1, len(taken) + 1)):
            faults.append(f"{stratum}: places were skipped; given out are {taken}")
    return faults


def _list_faults(listed: Sequence[ListEntry], kept: Sequence[Assignment]) -> list[str]:
    known = {(item.stratum, item.number): item.commitment for item in kept}
    told = {(item.stratum, item.number): commitment_of(item) for item in listed}
    faults = [
        f"{stratum}, number {number}: differs from what was committed to"
        for (stratum, number), commitment in sorted(told.items())
        if known.get((stratum, number)) != commitment
    ]
    faults += [
        f"{stratum}, number {number}: is missing in the list"
        for stratum, number in sorted(set(known) - set(told))
    ]
    if len(listed) != len(told):
        faults.append("the list has two entries of one number")
    return faults


def _head(study: Study) -> ListHead:
    head = study.store.randomisation.head()
    if head is None:
        raise StudyError(
            "this study has no list yet; declare [randomisation] in study.toml and make it with "
            "`turgor study randomise make`"
        )
    return head


def _reasoned(reason: str) -> None:
    if not reason.strip():
        raise StudyError("unblinding needs a reason; give it with --why")


def _read(study: Study, opener: Opener) -> tuple[ListEntry, ...]:
    if opener.file is not None:
        return read_list(opener.file)
    sealed = study.store.randomisation.sealed()
    if not sealed:
        raise StudyError("the list is not in the study; name its file with --list")
    if not opener.phrase:
        raise StudyError("the list is needed: name its file with --list, or give its passphrase")
    return entries_of(unseal_text(sealed, opener.phrase), "the sealed list")


def _opened(study: Study, head: ListHead, opener: Opener) -> tuple[ListEntry, ...]:
    listed = _read(study, opener)
    if list_commitment(listed) != head.sha256:
        raise StudyError(
            "this list is not the one that the study committed to; `randomise verify` says where "
            "they differ"
        )
    return listed


def _entry(listed: Sequence[ListEntry], given: Assignment) -> ListEntry:
    for item in listed:
        if (item.stratum, item.number) == (given.stratum, given.number):
            return item
    raise StudyError(f"{given.stratum}, number {given.number}: is missing in the list")


def _as_entry(item: Assignment) -> ListEntry:
    return ListEntry(item.stratum, item.number, item.treatment, item.kit, item.block, item.salt)


def _now(study: Study, number: int) -> Assignment:
    return next(item for item in study.store.randomisation.entries() if item.id == number)


def _allocate(study: Study, subject: str, treatment: str) -> None:
    sides = sides_of(treatment)
    if sides:
        for side, arm in sides.items():
            study.store.people.add_allocation(Allocation(subject, arm, side))
    else:
        study.store.people.add_allocation(Allocation(subject, treatment))


def _stratum(study: Study, head: ListHead, subject: str, stated: Mapping[str, str]) -> str:
    """The subject's stratum from their record and what is stated, each held to the other."""
    factors = head.plan.factors
    known = [factor.name for factor in factors]
    unknown = sorted(set(stated) - set(known))
    if unknown:
        raise StudyError(
            f"'{unknown[0]}' is no factor of the list; it has {', '.join(known) or 'none'}"
        )
    record = next((item for item in study.store.people.subjects() if item.id == subject), None)
    levels: dict[str, str] = {}
    for factor in factors:
        own = str(getattr(record, factor.name, "")) if factor.name in _OF_SUBJECT else ""
        told = stated.get(factor.name, "")
        found = {text: level_of(factor, text) for text in (own, told) if text}
        odd = next((text for text, level in found.items() if not level), None)
        if odd is not None or not found:
            what = f"is '{odd}'" if odd else "is not known"
            raise StudyError(
                f"{factor.name} of subject '{subject}' {what}; allowed: "
                f"{', '.join(factor.levels)}; state it with --stratum {factor.name}=LEVEL"
            )
        if len(set(found.values())) > 1:
            raise StudyError(
                f"{factor.name} of subject '{subject}' is on record as '{own}', not '{told}'"
            )
        levels[factor.name] = next(iter(found.values()))
    return stratum_name(factors, levels)
