"""Blinded rating of photographs as data: the scale, what was shown under which code, the scores."""

from dataclasses import dataclass

#: words for the right picture of a pair against the left one
PAIR_GRADES = {
    -2: "the right one shows much less of it",
    -1: "the right one shows less of it",
    0: "no difference",
    1: "the right one shows more of it",
    2: "the right one shows much more of it",
}


@dataclass(frozen=True, slots=True)
class RatingScale:
    """A scale that a design declares.

    question : what is graded. anchors : words of the grades 0, 1, 2 ... in order. site : whose
    photographs are rated, empty for all. repeats : share shown twice, for agreement of a rater
    with themselves. source : where the words are from.
    """

    id: str
    question: str
    anchors: tuple[str, ...]
    site: str = ""
    repeats: float = 0.2
    source: str = ""


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """What one code stands for; it never leaves the study.

    scale : as it stood when the picture was shown. capture : of a pair the follow-up. baseline :
    of a pair, None for a single picture. baseline_left : where the baseline stood. repeat_of : the
    code that showed the same before, None for the first showing.
    """

    code: str
    scale: RatingScale
    position: int
    capture: str
    baseline: str | None = None
    baseline_left: bool = False
    repeat_of: str | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """One rater's score of one code, as on the sheet."""

    code: str
    rater: str
    score: int
    comment: str = ""
