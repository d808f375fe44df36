"""How raters agree with one another, and with themselves at a second showing."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from turgor.errors import MeasureError
from turgor.record.rating import RatingScale, ShownPicture
from turgor.stats.agreement import Agreement, two_way
from turgor.stats.kappa import Kappa, weighted_kappa
from turgor.workflow.conduct.show_pictures import grades_of
from turgor.workflow.conduct.take_ratings import value_of
from turgor.workflow.study import Study

#: what was shown: a capture, of a pair with its baseline
_Shown = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class RaterAgreement:
    """Two raters on the same pictures, or one rater at two showings (``second`` is empty).

    kappa : quadratic weights.
    """

    first: str
    second: str
    kappa: Kappa


@dataclass(frozen=True, slots=True)
class ScaleAgreement:
    """One scale, single pictures or pairs.

    between, within : between raters and within each. icc : ICC(2,1) of the pictures that all
    raters graded, None where ``reason`` says why.
    """

    scale: RatingScale
    pairs: bool
    raters: tuple[str, ...]
    pictures: int
    between: tuple[RaterAgreement, ...]
    within: tuple[RaterAgreement, ...]
    icc: Agreement | None
    reason: str


def rating_agreement(study: Study) -> tuple[ScaleAgreement, ...]:
    """Agreement for every scale that was rated, in order of its id.

    A rater's first score of a picture is the one that counts; every later one of the same picture
    is held against it.

    Errors: StoreError.
    """
    shown = {item.code: item for item in study.store.pictures.all()}
    groups: dict[tuple[str, bool, RatingScale], dict[str, dict[_Shown, list[int]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    ordered = sorted(study.store.ratings.all(), key=lambda kept: _order(shown[kept.record.code]))
    for kept in ordered:
        picture, own = shown[kept.record.code], kept.record
        key = (picture.scale.id, picture.baseline is not None, picture.scale)
        value = value_of(picture, own.score)
        groups[key][own.rater][picture.capture, picture.baseline].append(value)
    return tuple(
        _of_scale(scale, pairs, groups[key])
        for key in sorted(groups, key=lambda item: (item[0], item[1], item[2].question))
        for _, pairs, scale in (key,)
    )


def _order(picture: ShownPicture) -> tuple[bool, int]:
    return picture.repeat_of is not None, picture.position


def _of_scale(
    scale: RatingScale, pairs: bool, by_rater: dict[str, dict[_Shown, list[int]]]
) -> ScaleAgreement:
    grades = sorted(grades_of(scale, pairs))
    raters = tuple(sorted(by_rater))
    between: list[RaterAgreement] = []
    for first, second in combinations(raters, 2):
        both = sorted(set(by_rater[first]) & set(by_rater[second]), key=str)
        if both:
            a, b = ([by_rater[rater][item][0] for item in both] for rater in (first, second))
            between.append(RaterAgreement(first, second, weighted_kappa(a, b, grades)))
    within: list[RaterAgreement] = []
    for rater in raters:
        twice = [(own[0], later) for own in by_rater[rater].values() for later in own[1:]]
        if twice:
            a, b = [pair[0] for pair in twice], [pair[1] for pair in twice]
            within.append(RaterAgreement(rater, "", weighted_kappa(a, b, grades)))
    common = sorted(set.intersection(*(set(own) for own in by_rater.values())), key=str)
    icc, reason = None, ""
    try:
        icc = two_way([[float(by_rater[rater][item][0]) for rater in raters] for item in common])
    except MeasureError as error:
        reason = str(error)
    everything = {item for own in by_rater.values() for item in own}
    return ScaleAgreement(
        *(scale, pairs, raters, len(everything), tuple(between), tuple(within), icc, reason)
    )
