"""Rules as data: a closed vocabulary, restricted expressions, dated packs, and what they say."""

from turgor.rules.check import CaseCheck, check_case
from turgor.rules.facts import Facts, facts_from
from turgor.rules.overlay import read_overlay
from turgor.rules.pack import Pack, find_pack, pack_ids, read_pack
from turgor.rules.refusal import RuleError
from turgor.rules.rule import Rule
from turgor.rules.vocabulary import Vocabulary, standard_vocabulary

__all__ = [
    "Facts",
    "CaseCheck",
    "Pack",
    "Rule",
    "RuleError",
    "Vocabulary",
    "facts_from",
    "check_case",
    "find_pack",
    "pack_ids",
    "read_overlay",
    "read_pack",
    "standard_vocabulary",
]
