"""What was studied in whom: a cell without evidence says so."""

from turgor.rules.coverage import NO_SITE, NOTHING, coverage

from .small_library import DAY, DEEP, PREGNANT, library, rule

NECK = (
    "modality == afl and site == neck", 'modality = "afl", site = "neck"', 'site = "cheek"', ""
)  # fmt: skip
TYPES = "{ phototypes = [4, 5] }"
ASSUMED = '{ level = "assumed", note = "all of it" }'


def test_cells():
    made = library(
        rule("DEEP", *DEEP, population="{ phototypes = [1, 2] }"),
        rule("NECK", *NECK, population=TYPES),
        rule("GUESS", *NECK, population=TYPES, evidence=ASSUMED),
        rule("ALL", *PREGNANT, population=TYPES),
    )
    cells = coverage(made, DAY)
    words = made.vocabulary
    counts = [len(words.field(name).words) for name in ("modality", "site")]
    assert len(cells) == counts[0] * (counts[1] + 1) * 6
    filled = {(c.modality, c.site, c.phototype): c.text for c in cells if c.rules}
    assert filled == {
        ("afl", NO_SITE, 1): "DEEP",
        ("afl", NO_SITE, 2): "DEEP",
        ("afl", "neck", 4): "NECK",
        ("afl", "neck", 5): "NECK",
    }
    assert {c.text for c in cells if not c.rules} == {NOTHING}
