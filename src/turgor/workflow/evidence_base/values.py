"""What is not a study's row as entries: parameters, rules, publications, sources."""

from functools import cache

from turgor.evidence import Parameter, Source, all_parameters, all_sources
from turgor.evidence.publications import Publication, all_publications
from turgor.rules import Rule, find_pack, pack_ids
from turgor.workflow.evidence_base.entry import Entry, details_of

#: what of a publication was read, in words
_READ = {
    "text": "text read",
    "abstract": "abstract read",
    "opening": "opening of the text read",
    "record": "record of it read",
    "secondary": "known at second hand",
    "unseen": "nothing of it read",
}


@cache
def parameter_entries() -> tuple[Entry, ...]:
    """Every literature value, by id.

    Errors: EvidenceError, as of the loaders.
    """
    sources = all_sources()
    return tuple(
        _parameter(item, sources.get(item.source)) for _, item in sorted(all_parameters().items())
    )


@cache
def rule_entries() -> tuple[Entry, ...]:
    """Every rule of the packs that ship, by id; RuleError as of the packs."""
    found = [_rule(rule, pack) for pack in pack_ids() for rule in find_pack(pack).rules]
    return tuple(sorted(found, key=lambda entry: entry.id))


@cache
def publication_entries() -> tuple[Entry, ...]:
    """Every publication, by id."""
    return tuple(_publication(item) for _, item in sorted(all_publications().items()))


@cache
def source_entries() -> tuple[Entry, ...]:
    """Every source of values and definitions, by id."""
    return tuple(
        Entry(
            kind="source",
            id=item.id,
            summary=item.citation(),
            source=item.id,
            citation=item.citation(),
            seen=_source_seen(item),
            details=details_of(item, ("id", "seen")),
        )
        for _, item in sorted(all_sources().items())
    )


def _parameter(item: Parameter, source: Source | None) -> Entry:
    unit = "" if item.unit in ("dimensionless", "1") else f" {item.unit}"
    spread = ""
    if item.spread is not None and item.spread_kind != "none":
        spread = f" ± {item.spread:g} ({item.spread_kind})"
    return Entry(
        kind="parameter",
        id=item.id,
        summary=f"{item.value:g}{spread}{unit}, {item.basis}; {item.population}".rstrip("; "),
        source=item.source,
        citation=source.citation() if source else "",
        seen=_source_seen(source) if source else "assumed, without a source",
        studies=(item.source,) if item.source else (),
        details=details_of(item, ("id", "source")),
    )


def _rule(rule: Rule, pack: str) -> Entry:
    source = all_sources().get(rule.evidence.source)
    modalities = rule.applies_to.get("modality", ())
    return Entry(
        kind="rule",
        id=rule.id,
        summary=f"{rule.severity} {rule.kind}, {rule.status}: {rule.then.text}",
        source=rule.evidence.source,
        citation=source.citation() if source else "",
        seen=_source_seen(source) if source else "assumed, without a source",
        modalities=modalities,
        studies=(rule.evidence.source,) if rule.evidence.source else (),
        details={
            "pack": pack,
            "version": float(rule.version),
            "when": rule.when_text,
            "rationale": rule.rationale,
            "level": rule.evidence.level,
            "locator": rule.evidence.locator,
            "valid_from": rule.valid_from.isoformat(),
        },
    )


def _publication(item: Publication) -> Entry:
    return Entry(
        kind="publication",
        id=item.id,
        summary=item.citation,
        source=item.id,
        citation=item.citation,
        seen=_READ[item.seen],
        studies=(item.id,),
        details=details_of(item, ("id", "seen")),
    )


def _source_seen(source: Source) -> str:
    return "text read" if source.seen else "text not read"
