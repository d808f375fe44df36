"""The rules in the shape of the command line's contract."""

from turgor.rules.coverage import Cell
from turgor.workflow.rule_pages.line import RuleLine
from turgor.workflow.rule_pages.sheet import RuleBook
from turgor.workflow.rule_pages.spoken import Spoken


def rules_document(book: RuleBook, with_coverage: bool) -> dict[str, object]:
    """The rules asked for, each once, and the coverage where it is wanted."""
    document: dict[str, object] = {
        "schema": "turgor.rules/1",
        "day": book.day.isoformat(),
        "library_sha256": book.library_sha256,
        "packs": [{"id": name, "sha256": digest} for name, digest in book.packs],
        "modalities": [sheet.modality for sheet in book.sheets],
        "rules": [_rule(line) for line in book.asked()],
    }
    if with_coverage:
        document["coverage"] = [_cell(cell) for cell in book.cells]
    return document


def _rule(line: RuleLine) -> dict[str, object]:
    return {
        "id": line.id,
        "version": line.version,
        "status": line.status,
        "kind": line.kind,
        "about": line.about,
        "scope": line.scope,
        "modalities": list(line.modalities),
        "says": line.says,
        "why": line.why,
        "severity": line.severity,
        "written_severity": line.written,
        "standing": line.standing,
        "applies_to": list(line.places),
        "when": _spoken(line.when),
        "when_text": line.when.line,
        "limit": line.limit,
        "days": line.days,
        "population": line.population,
        "level": line.level,
        "source": line.source,
        "citation": line.citation,
        "seen": line.seen,
        "note": line.note,
        "valid": line.valid,
        "conflicts": [
            {
                "id": other.id,
                "says": other.says,
                "does": other.does,
                "level": other.level,
                "citation": other.citation,
                "seen": other.seen,
            }
            for other in line.opposites
        ],
        "examples": [{"expect": expect, "facts": facts} for expect, facts in line.examples],
    }


def _spoken(item: Spoken) -> dict[str, object]:
    if not item.joined:
        return {"fact": item.text}
    return {item.joined: [_spoken(one) for one in item.items]}


def _cell(cell: Cell) -> dict[str, object]:
    return {
        "modality": cell.modality,
        "site": cell.site,
        "phototype": cell.phototype,
        "rules": list(cell.rules),
        "text": cell.text,
    }
