"""One filled form measured: each score of its instrument as a finding."""

from dataclasses import dataclass

from turgor.errors import MeasureError
from turgor.formats.questionnaire import checked_answer
from turgor.measure.scales.asked import asked_items
from turgor.measure.scales.conditions import scale_conditions
from turgor.measure.scales.formula import Score, number_of, score_of
from turgor.measure.scales.licence import require_licence
from turgor.measure.stamp import Stamp
from turgor.record.finding import Finding
from turgor.record.licence_proof import LicenceProof
from turgor.record.questionnaire import UNKNOWN, Instrument, Response, ScoreDefinition

METHOD, METHOD_VERSION = "scale-score", "1"
_NO_SEM = "one form has no repeats, and the instrument carries no published standard error"


@dataclass(frozen=True, slots=True)
class ScaleMeasurement:
    """Scores of one form.

    findings, scores : in the same order; a score carries the instrument's own words on direction
    and minimal important difference. flags : of the whole form.
    """

    findings: tuple[Finding, ...]
    scores: tuple[ScoreDefinition, ...]
    flags: tuple[str, ...]


def measure_scales(
    instrument: Instrument,
    response: Response,
    *,
    capture_sha256: str,
    region: str = "",
    replicate: int = 1,
    proof: LicenceProof | None = None,
) -> ScaleMeasurement:
    """Score a response by its instrument.

    An answer to an item that the form did not ask is left out, with a flag; a scored item that
    was not asked counts as not answered. A gap follows the instrument's rule: prorated with a
    flag, or not identified with the reason.

    Errors: MeasureError for a licence without proof, for anchors not yet typed, an instrument
    without scores, and a response to another instrument or version or with an item that it
    lacks; FormatError for an answer that its item does not allow.
    """
    require_licence(instrument, proof)
    if instrument.untyped:
        raise MeasureError(
            f"'{instrument.id}' is a template: type the anchors of {', '.join(instrument.untyped)} "
            "before it is used"
        )
    if (response.instrument, response.version) != (instrument.id, instrument.version):
        raise MeasureError(
            f"the answers are to '{response.instrument}' {response.version}, the instrument is "
            f"'{instrument.id}' {instrument.version}"
        )
    if not instrument.scores:
        raise MeasureError(f"'{instrument.id}' defines no score; add one to its sidecar")
    _check_answers(instrument, response)
    asked = asked_items(instrument, response)
    flags = _flags(instrument, response, asked)
    stamp = Stamp(
        method=METHOD,
        method_version=METHOD_VERSION,
        no_u=_NO_SEM,
        capture=capture_sha256,
        region=region,
        replicate=replicate,
        flags=flags,
    )
    findings = tuple(_finding(s, instrument, response, asked, stamp) for s in instrument.scores)
    return ScaleMeasurement(findings, instrument.scores, flags)


def _check_answers(instrument: Instrument, response: Response) -> None:
    """Answers may come from anywhere, so each is held against its item again."""
    for link_id, answer in response.answers.items():
        item = instrument.item(link_id)
        if item is None:
            raise MeasureError(f"'{link_id}' is no item of '{instrument.id}' {instrument.version}")
        checked_answer(item, answer, f"'{instrument.id}', item '{link_id}'")


def _flags(instrument: Instrument, response: Response, asked: frozenset[str]) -> tuple[str, ...]:
    flags = list(response.flags)
    if set(response.answers) - asked:
        flags.append("answered-though-not-asked")
    if any(i.required and i.link_id in asked - set(response.answers) for i in instrument.items):
        flags.append("required-not-answered")
    if UNKNOWN not in (instrument.rater, response.rater) and instrument.rater != response.rater:
        flags.append("rater-not-as-intended")
    return tuple(dict.fromkeys(flags))


def _finding(
    score: ScoreDefinition,
    instrument: Instrument,
    response: Response,
    asked: frozenset[str],
    stamp: Stamp,
) -> Finding:
    numbers = {
        item.link_id: number_of(
            item, response.answers[item.link_id], item.link_id in score.reversed_items
        )
        for item in instrument.items
        if item.link_id in score.items and item.link_id in asked & set(response.answers)
    }
    found = score_of(score, numbers)
    not_asked = ("not-asked",) if set(score.items) - asked else ()
    u = _published(score, found)
    return stamp.finding(
        score.metric,
        scale_conditions(instrument, score.id, rater=response.rater, language=response.language),
        found.value,
        u=u,
        u_kind=None if u is None else "published",
        reason=found.reason
        or ("prorated: the published error is of complete forms" if found.flags else ""),
        flags=(*found.flags, *not_asked),
    )


def _published(score: ScoreDefinition, found: Score) -> float | None:
    """The published error: of this line of the table, else of the score; complete forms only."""
    if found.value is None or found.flags:
        return None
    return found.se if found.se is not None else score.sem
