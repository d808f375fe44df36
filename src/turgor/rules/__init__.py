"""Rules as data: a closed vocabulary, restricted expressions, dated packs, and what they say."""

from turgor.rules.check import CaseCheck, check_case
from turgor.rules.course_check import check_course
from turgor.rules.facts import Facts, facts_from
from turgor.rules.finding import CourseCheck
from turgor.rules.library import Library, library_of, standard_library
from turgor.rules.overlay import read_overlay
from turgor.rules.pack import Pack, find_pack, pack_ids, read_pack
from turgor.rules.refusal import RuleError
from turgor.rules.rule import Rule
from turgor.rules.views import Views, views_of
from turgor.rules.vocabulary import Vocabulary, standard_vocabulary

__all__ = [
    "CaseCheck",
    "CourseCheck",
    "Facts",
    "Library",
    "Pack",
    "Rule",
    "RuleError",
    "Views",
    "Vocabulary",
    "check_case",
    "check_course",
    "facts_from",
    "find_pack",
    "library_of",
    "pack_ids",
    "read_overlay",
    "read_pack",
    "standard_library",
    "standard_vocabulary",
    "views_of",
]
