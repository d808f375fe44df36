"""Make a study's randomisation list once: drawn by its plan, sealed by its sums."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from turgor.errors import StudyError
from turgor.record.design import StudyDesign
from turgor.record.randomisation import ListEntry, ListHead, RandomisationPlan, stratum_name
from turgor.stats.commitment import list_commitment
from turgor.stats.randomisation import (
    Draw,
    permuted_blocks,
    seeded_draw,
    simple_list,
    system_draw,
)
from turgor.store.audit import doing
from turgor.store.designs import design_sha256
from turgor.workflow.conduct.list_file import list_text, seal_text, write_list
from turgor.workflow.study import Study

#: letters and digits that can't be taken for one another
ALPHABET = "ACDEFGHJKLMNPQRTUVWXY34679"
_KIT_LENGTH = 6


@dataclass(frozen=True, slots=True)
class MadeList:
    """What was made; ``sha256`` belongs into the protocol, so that no other list passes."""

    sha256: str
    strata: tuple[tuple[str, int], ...]
    seed_given: bool
    file: Path | None


def make_list(study: Study, file: Path | None = None, phrase: str = "", seed: str = "") -> MadeList:
    """Draw the list that study.toml plans and keep its sums in the study.

    file : where the list goes, for its keeper. phrase : seals the list into the study itself. At
    least one of both. seed : a list that can be drawn again; its salts and kits can't.

    Errors: StudyError where no plan is declared or a list exists; InputError and StoreError as
    for ``write_list``.
    """
    design = study.design
    if design.randomisation is None:
        raise StudyError("study.toml has no [randomisation]; declare how to draw, then make it")
    if file is None and not phrase:
        raise StudyError("say where the list goes: --list FILE for its keeper, or --in-study")
    if study.store.randomisation.head() is not None:
        raise StudyError("this study has its list, which is made once; `verify` checks it")
    if study.store.people.allocations():
        raise StudyError("subjects are allocated already; a list made afterwards would be none")
    entries = drawn_entries(
        design, design.randomisation, seeded_draw(seed) if seed else system_draw
    )
    text = list_text(design.id, entries)
    sealed = seal_text(text, phrase) if phrase else ""
    if file is not None:
        write_list(file, text, study.folder)
    head = ListHead(
        kind=design.kind,
        blinding=design.blinding,
        treatments=treatments_of(design),
        plan=design.randomisation,
        seed_given=bool(seed),
        sha256=list_commitment(entries),
        design_sha256=design_sha256(study.text),
    )
    try:
        with doing("randomisation list made"):
            study.store.randomisation.keep(head, entries, sealed)
    except BaseException:
        if file is not None:
            file.unlink(missing_ok=True)
        raise
    strata = sorted({item.stratum for item in entries})
    counts = tuple((name, sum(item.stratum == name for item in entries)) for name in strata)
    return MadeList(head.sha256, counts, bool(seed), file)


def treatments_of(design: StudyDesign) -> tuple[str, ...]:
    """What is drawn from: arms, sequences, or which side gets which arm."""
    if design.kind != "split-face":
        return design.allocated
    first, second = (arm.id for arm in design.arms)
    return (f"left={first};right={second}", f"left={second};right={first}")


def drawn_entries(
    design: StudyDesign, plan: RandomisationPlan, draw: Draw
) -> tuple[ListEntry, ...]:
    """The entries of every stratum, in the order of the factors' levels."""
    treatments = treatments_of(design)
    weights = dict(plan.ratio or {}) if design.kind != "split-face" else {}
    ratio = {name: weights.get(name, 1) for name in treatments}
    kits: set[str] = set()
    entries: list[ListEntry] = []
    for levels in product(*(factor.levels for factor in plan.factors)):
        named = {factor.name: level for factor, level in zip(plan.factors, levels, strict=True)}
        stratum = stratum_name(plan.factors, named)
        if plan.method == "simple":
            places = simple_list(plan.per_stratum, ratio, draw)
        else:
            places = permuted_blocks(plan.per_stratum, ratio, plan.block_sizes, draw)
        entries += [
            ListEntry(
                stratum=stratum,
                number=number,
                treatment=place.treatment,
                kit=new_code("K", kits),
                block=place.block,
                salt=secrets.token_hex(16),
            )
            for number, place in enumerate(places, start=1)
        ]
    return tuple(entries)


def new_code(letter: str, used: set[str], choices: Sequence[str] = ALPHABET) -> str:
    """A code that says nothing and was not used before."""
    while True:
        code = letter + "".join(secrets.choice(choices) for _ in range(_KIT_LENGTH))
        if code not in used:
            used.add(code)
            return code
