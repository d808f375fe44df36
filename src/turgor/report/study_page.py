"""Build a study's page from what follow-up found."""

from collections.abc import Mapping

from turgor import __version__
from turgor.evidence import (
    all_parameters,
    all_sources,
    bibliography,
    cite,
    collect_citations,
)
from turgor.measure.surface.pipeline import SKIN, describe
from turgor.record.photo_series import PhotoSeries
from turgor.report.conduct_block import conduct, design_tables
from turgor.report.context import PictureBlock, StudyPage
from turgor.report.endpoint_block import endpoint_block
from turgor.report.noise_tables import exploratory, repeatability_notes, repeatability_tables
from turgor.report.numbers import number, signed
from turgor.report.page_parts import Table
from turgor.report.photo_block import photo_blocks
from turgor.report.picture_block import picture_blocks
from turgor.report.words import metric_name, unit_text, with_unit
from turgor.workflow.follow_study import StudyFacts, StudyFollowUp
from turgor.workflow.pictures import RegionPictures


def study_page(
    study: StudyFollowUp,
    pictures: tuple[RegionPictures, ...],
    made_on: str,
    series: tuple[PhotoSeries, ...] = (),
    beside: Mapping[str, str] | None = None,
) -> StudyPage:
    """The whole page; ``made_on`` is a date in words, given so that a page can be made again.

    beside : file names of the pages that lie beside it, by 'laxity' and 'record'.
    """
    facts, found = study.facts, study.followup
    endpoints = tuple(endpoint_block(study, result) for result in found.endpoints)
    blocks: tuple[PictureBlock, ...] = picture_blocks(pictures, facts)
    declared_noise, all_noise = repeatability_tables(found)
    with collect_citations() as (sources, parameters):
        orientation = published_repeatability(facts)
        _cite_what_findings_rest_on(facts)
    printed = bibliography(
        (set(study.sources) | sources) & set(all_sources()), set(study.parameters) | parameters
    )
    return StudyPage(
        title=facts.design.title or facts.design.id,
        study_id=facts.design.id,
        kind=facts.design.kind,
        version=__version__,
        made_on=made_on,
        headlines=tuple(block.headline for block in endpoints),
        design=design_tables(facts),
        conduct=conduct(facts),
        repeatability=declared_noise,
        repeatability_all=all_noise,
        repeatability_notes=repeatability_notes(found),
        endpoints=endpoints,
        pictures=blocks,
        exploratory=exploratory(found),
        device_reported=_device_reported(study),
        device_notes=orientation,
        methods=_methods(facts),
        bibliography=printed.citations,
        assumed=_assumed(printed.parameters_used, printed.assumed_share),
        provenance=_provenance(facts),
        warnings=_warnings(facts),
        photos=photo_blocks(series, study),
        colour_differences=_colour_differences(study),
        laxity=(beside or {}).get("laxity", ""),
        record=(beside or {}).get("record", ""),
        head=study.facts.head,
    )


#: what findings of a family rest on: literature values whose ids begin so
_RESTS_ON = {
    "chromophore": ("skin.", "blood.", "chromophore."),
    "photo": ("capture.", "chart."),
}


def _cite_what_findings_rest_on(facts: StudyFacts) -> None:
    """Values that were used when the captures were measured, before this page was made."""
    families = {o.finding.metric.partition(".")[0] for o in facts.observations}
    for record in all_parameters().values():
        if any(record.id.startswith(_RESTS_ON.get(family, ("?",))) for family in families):
            cite(record.source, record.id)


def _assumed(used: int, share: float) -> str:
    if used == 0:
        return "No literature value was used on this page."
    return f"{used} literature values were used, {100 * share:.0f} % of them assumed."


def _warnings(facts: StudyFacts) -> tuple[str, ...]:
    """What a reader must know before any number."""
    flags = {flag for o in facts.observations for flag in o.finding.flags}
    told = {
        "outside_skin_range": "Some maps lie outside the range of skin (field or Sq); they were "
        "measured, but no norm or verdict should rest on them.",
        "format-never-tried-on-a-real-file": "Some captures came in a format whose reader was "
        "never tried on a real instrument's file.",
        "scale-not-independently-checked": "Some captures came through a library whose height "
        "scale could not be checked independently.",
        "colour-not-calibrated": "Some photographs were measured without a colour chart: their "
        "colours hold for one camera and one light only.",
        "chart-size-assumed": "The size of the colour chart was assumed: lengths and areas in "
        "photographs rest on it.",
        "geometry-not-stated": "Some spectra don't state their measuring geometry.",
        "profile-columns-not-seen-in-a-real-export": "Device-reported numbers came through a "
        "mapping profile whose columns were not seen in a real export.",
    }
    return tuple(text for flag, text in told.items() if flag in flags)


def published_repeatability(facts: StudyFacts) -> tuple[str, ...]:
    """What papers print of the repeatability of the device-reported metrics of this study.

    For orientation only: none of it is a SEM of re-seated captures of exactly this measurand.
    """
    metrics = {item.finding.metric for item in facts.readings}
    told = []
    for record in all_parameters().values():
        metric, _, kind = record.id.rpartition(".")
        if metric in metrics and kind in ("cv", "icc"):
            cite(record.source, record.id)
            words = {"cv": "coefficient of variation", "icc": "ICC"}[kind]
            value = with_unit(number(record.value), record.unit)
            told.append(
                f"Published for {metric}: {words} {value} ({record.population}; "
                f"{record.source}, {record.locator}). {record.note}"
            )
    return tuple(told)


def _colour_differences(study: StudyFollowUp) -> Table:
    rows = []
    for item in study.followup.colour_differences:
        target = item.target
        place = " ".join(filter(None, (target.site, target.side, target.region)))
        rows.append(
            (
                target.subject,
                place,
                target.visit,
                item.of.metric.partition(".")[0],
                number(item.delta_e_2000, 2),
                number(item.replicates_p95, 2),
            )
        )
    head = ("Subject", "Place", "Visit", "Measured from", "ΔE2000", "Replicates, P95")
    return Table("", head, tuple(rows), (4, 5))


def _device_reported(study: StudyFollowUp) -> Table:
    rows = []
    for item in study.followup.changes:
        metric = item.measurand.metric
        if any(r.finding.metric == metric for r in study.facts.readings):
            rows.append(
                (
                    metric_name(item.measurand),
                    item.subject,
                    item.side,
                    item.visit,
                    number(item.baseline),
                    number(item.followup),
                    signed(item.change),
                    unit_text(item.unit),
                    item.verdict.replace("-", " "),
                )
            )
    return Table(
        "As exported; Turgor did not measure these and never merges them with its own",
        (
            "Metric",
            "Subject",
            "Side",
            "Visit",
            "Baseline",
            "Follow-up",
            "Change",
            "Unit",
            "Verdict",
        ),
        tuple(rows),
        (4, 5, 6),
    )


_OF_KIND: dict[str, tuple[tuple[str, str], ...]] = {
    "spectrum": (
        (
            "Spectra",
            "Tristimulus values are summed at the instrument's bands; illuminant, observer, "
            "geometry and aperture stand with every value, and two that differ are never "
            "compared. Chromophores are the most probable values of a layered skin model, with an "
            "uncertainty that holds the model's own; what a spectrum does not settle is not "
            "identified. Oxygenation is relative.",
        ),
    ),
    "photograph": (
        (
            "Photographs",
            "The colour chart in each picture is found and the camera corrected by it, never by "
            "the skin; the residual is a finding of its own. MI_rgb, EI_rgb and the melanin and "
            "haemoglobin maps are a camera's relative indices, no spectrophotometer's; lines and "
            "pores are relative and no depth. A capture that the quality gate finds poor settles "
            "nothing.",
        ),
        (
            "The same skin in photographs",
            "Each photograph is laid on its baseline by its texture (homography and a stiff smooth "
            "displacement, with an error map; other skin is refused), and zones are carried over. "
            "Spots of the baseline are looked up again under their own name: contrast in the "
            "baseline's outline, area in one drawn anew.",
        ),
    ),
}


def _methods(facts: StudyFacts) -> tuple[tuple[str, str], ...]:
    versions = sorted(
        {f"{o.finding.method}/{o.finding.method_version}" for o in facts.observations}
    )
    kinds = {item.kind for item in facts.captures}
    return (
        ("Operators", f"{describe(SKIN)}. Methods: {', '.join(versions) or 'none'}."),
        *(item for kind, items in _OF_KIND.items() if kind in kinds for item in items),
        (
            "Region",
            "Each follow-up capture is registered to its baseline (turn, shift and a stiff smooth "
            "displacement, sideways only) and the region is carried over, so that the same skin "
            "is measured. Operators run on the whole map; parameters are evaluated in the region.",
        ),
        (
            "Wrinkles",
            "Objects are found at several scales, measured below a lid interpolated from their "
            "shoulders, and set apart before the microrelief's parameters are computed.",
        ),
        (
            "Change and verdict",
            "Change is the mean of a visit's replicates minus the mean at baseline. Beyond noise: "
            "larger than t(0.975, df)·SEM·√(Σ1/n) from re-seated replicates. Undetermined: no "
            "such replicates. Confounded: inside a declared window. Where sides are allocated the "
            "endpoint is the difference of changes, with the noise of four means.",
        ),
        (
            "Confirmatory and exploratory",
            "Only declared endpoints are confirmatory; primary ones are adjusted by Holm's "
            "procedure. Everything else is shown with the number of calls to expect by chance.",
        ),
    )


def _provenance(facts: StudyFacts) -> Table:
    return Table(
        "",
        ("Subject", "Visit", "Site", "Side", "Kind", "Replicate", "File", "sha256"),
        tuple(
            (
                c.subject,
                c.visit,
                c.site.name,
                c.site.side,
                c.kind,
                str(c.replicate),
                c.filename,
                c.sha256,
            )
            for c in sorted(
                facts.captures,
                key=lambda c: (c.subject, c.visit, c.site.side, c.kind, c.replicate),
            )
        ),
        (5,),
    )
