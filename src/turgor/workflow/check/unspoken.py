"""Treatments of which no rule speaks: silence there is want of evidence, not safety."""

from collections.abc import Iterator

from turgor.record.course import Course
from turgor.record.stimulus import StimulusFlag
from turgor.rules.library import Library
from turgor.rules.treatment import treatment_words

#: packs whose rules hold of any treatment, or of what happens after one
_GENERAL = ("any", "adjunct", "adverse-events")

#: words that rules of safety speak of, for libraries met before, by their hash
_SPOKEN: dict[str, frozenset[str]] = {}


def unspoken_flags(library: Library, courses: tuple[Course, ...]) -> tuple[StimulusFlag, ...]:
    """A flag for each planned treatment that no rule of safety is about."""
    names = dict.fromkeys(name for course in courses for name in _unspoken(library, course))
    return tuple(
        StimulusFlag(
            "no-rule-of-treatment",
            f"{name}: no evidence found; no rule of safety here is about it, only those of any "
            "treatment, which is not the same as safe",
        )
        for name in names
    )


def _unspoken(library: Library, course: Course) -> Iterator[str]:
    spoken = _spoken(library)
    for session in course.sessions:
        words, _ = treatment_words(session.modality, session.settings, library.vocabulary)
        if not spoken & set(words):
            yield session.modality


def _spoken(library: Library) -> frozenset[str]:
    if library.sha256 not in _SPOKEN:
        _SPOKEN[library.sha256] = frozenset(
            word
            for pack in library.packs
            if pack.id not in _GENERAL
            for rule in pack.rules
            if rule.about == "safety"
            for word in rule.applies_to.get("modality", ())
        )
    return _SPOKEN[library.sha256]
