"""The audit chain of a study: held against everything it tells of, and read."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from turgor.errors import InputError
from turgor.store import Store
from turgor.store.audit.heads import HeldHead, heads_in_file, parse_head
from turgor.store.audit.replay import RowChange
from turgor.store.audit.report import AuditFinding, AuditReport, Step
from turgor.store.audit.verify import verify
from turgor.store.store import CAPTURES, DATABASE, EXPORTS
from turgor.workflow.custody.signing import LOCKS

#: what is looked through for heads without being asked
_CARRIERS = frozenset({".html", ".json", ".csv", ".xml", ".txt"})
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?)?")


def verify_study(
    folder: Path,
    heads: Iterable[str] = (),
    against: Iterable[Path] = (),
    step: Step | None = None,
) -> AuditReport:
    """Hold a study against its audit chain, and the chain against every head held elsewhere.

    heads : as they were written down, '57:3f0c…'. against : files that carry heads: a report, an
    export, a backup's list, a lock. STUDY/exports, STUDY/locks and what lies beside study.db are
    looked through as well.
    Nothing is changed, and an older study is not brought up to date.

    Errors: InputError for a wrong head or a file that is not there; StoreError where the study
    is not there, may not be read or is held by another program.
    """
    held = [HeldHead(parse_head(text), "the head given") for text in heads]
    without: list[Path] = []
    for path in against:
        if not path.is_file():
            raise InputError(f"{path}: no such file; name one that carries a head")
        found = heads_in_file(path)
        held += [HeldHead(head, str(path)) for head in found]
        if not found:
            without.append(path)
    held += _carried(folder)
    report = verify(folder / DATABASE, folder / CAPTURES, held, step)
    more = tuple(
        AuditFinding(str(path), "carries no head of an audit chain, so nothing can be held by it")
        for path in without
    )
    return AuditReport(
        report.links, report.head, report.held, (*report.findings, *more), report.notes
    )


def audit_log(
    folder: Path,
    subject: str = "",
    table: str = "",
    key: str = "",
    who: str = "",
    since: str = "",
) -> tuple[RowChange, ...]:
    """Who did what, when and why, oldest first; each argument narrows, see ``AuditTrail.log``.

    Errors: InputError for an unknown subject, table or row, or a date of another form; StoreError.
    """
    if since and not _DATE.fullmatch(since):
        raise InputError(f"'{since}' is no date; write it as 2026-03-02")
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; make a study with `turgor study init`")
    with Store(folder) as store:
        return store.audit.log(subject, table, key, who, since.replace(" ", "T"))


def _carried(folder: Path) -> Iterator[HeldHead]:
    beside = [path for path in sorted(folder.glob("*")) if path.is_file()]
    below = [path for name in (EXPORTS, LOCKS) for path in sorted((folder / name).rglob("*"))]
    for path in (*beside, *below):
        if path.suffix.lower() in _CARRIERS and path.is_file():
            for head in heads_in_file(path):
                yield HeldHead(head, path.relative_to(folder).as_posix())
