"""Build the laxity page: each place's instruments side by side, and what holds all of them."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from turgor import __version__
from turgor.evidence import all_sources, bibliography, cite, collect_citations, parameter
from turgor.follow.cohort import answers
from turgor.record.capture import LAXITY_KINDS
from turgor.record.laxity_series import LaxityPlace
from turgor.record.observation import Observation
from turgor.report.context import Headline
from turgor.report.endpoint_block import headline
from turgor.report.laxity_barrier import barrier_blocks
from turgor.report.laxity_context import KindBlock, LaxityPage, PlaceBlock
from turgor.report.laxity_place import PlaceKey, PlaceValues, no_values, place_values
from turgor.report.laxity_scales import scales
from turgor.report.laxity_stiffness import elastogram_blocks, oct_blocks, wave_blocks
from turgor.report.laxity_suction import suction_blocks
from turgor.report.laxity_ultrasound import ultrasound_blocks
from turgor.report.laxity_words import METHODS, flag_table, signs_table, uncertainty_table
from turgor.workflow.follow_study import StudyFollowUp

#: families of metrics that belong on this page
FAMILIES = frozenset(
    {"suction", "suction_device", "ultrasound", "barrier", "wave", "oct", "elastography"}
)
_Blocks = Callable[[PlaceValues, Sequence[LaxityPlace]], list[KindBlock]]
_KINDS: dict[str, _Blocks] = {
    "suction": suction_blocks,
    "ultrasound": ultrasound_blocks,
    "wave": wave_blocks,
    "oct": oct_blocks,
    "elastogram": elastogram_blocks,
}


def laxity_page(
    study: StudyFollowUp, series: Sequence[LaxityPlace], made_on: str, home: str
) -> LaxityPage:
    """The whole page; ``made_on`` is a date in words, ``home`` the study page's file name."""
    facts = study.facts
    own = [o for o in facts.observations if o.finding.metric.partition(".")[0] in FAMILIES]
    days = {visit.label: float(visit.day) for visit in facts.design.visits}
    values = place_values(study, own)
    places: dict[PlaceKey, list[LaxityPlace]] = defaultdict(list)
    for place in series:
        places[place.subject, place.site, place.region].append(place)
    for key in places:
        values.setdefault(key, no_values(study, key))
    with collect_citations() as (sources, parameters):
        block = scales(values, places)
        signs = signs_table(study, parameter("laxity.r0.change_called_tightening"))
        cite("naouri-2012")
    sources |= {_source(o) for o in own} & set(all_sources())
    printed = bibliography(sources & set(all_sources()), parameters)
    kinds = {place.kind for place in series}
    return LaxityPage(
        title=f"Laxity: {facts.design.title or facts.design.id}",
        study_id=facts.design.id,
        kind=facts.design.kind,
        version=__version__,
        made_on=made_on,
        home=home,
        headlines=_headlines(study),
        signs=signs,
        places=tuple(
            _place(values[key], places[key], days, f"place-{i}")
            for i, key in enumerate(sorted(places), start=1)
        ),
        scales=block,
        uncertainty=uncertainty_table(own),
        flags=flag_table(own),
        methods=tuple(
            (name, f"{text} {_versions(own, families)}")
            for kind, name, families, text in METHODS
            if kind in kinds
        ),
        bibliography=printed.citations,
        assumed=f"{printed.parameters_used} literature values were used, "
        f"{100 * printed.assumed_share:.0f} % of them assumed.",
        warnings=_warnings(own),
        head=facts.head,
    )


def _source(observation: Observation) -> str:
    from turgor.metrics import find_metric

    return find_metric(observation.finding.metric).source


def _headlines(study: StudyFollowUp) -> tuple[Headline, ...]:
    """Declared endpoints of these families, in the words of the study's page."""
    found = []
    for result in study.followup.endpoints:
        endpoint = result.endpoint
        if endpoint.measurand.metric.partition(".")[0] in FAMILIES:
            confounded = sum(
                d.verdict == "confounded" and d.visit == endpoint.visit
                for d in study.followup.differences
                if answers(endpoint, d)
            )
            found.append(headline(result, confounded))
    return tuple(found)


def _place(
    values: PlaceValues, places: Sequence[LaxityPlace], days: dict[str, float], key: str
) -> PlaceBlock:
    kinds: list[KindBlock] = []
    for kind in LAXITY_KINDS:
        mine = [place for place in places if place.kind == kind]
        if not mine:
            continue
        if kind == "barrier":
            kinds += barrier_blocks(values, mine, days)
        elif kind in _KINDS:
            kinds += _KINDS[kind](values, mine)
    subject, site, region = values.key
    control = (
        ""
        if values.differences or values.controlled()
        else "No control side is followed here: a change is not attributable to the treatment."
    )
    title = f"Subject {subject}, {site}{f', region {region}' if region else ''}"
    return PlaceBlock(title=title, key=key, control=control, kinds=tuple(kinds))


def _versions(own: Sequence[Observation], families: frozenset[str]) -> str:
    found = sorted(
        {
            f"{o.finding.method}/{o.finding.method_version}"
            for o in own
            if o.finding.metric.partition(".")[0] in families
        }
    )
    return f"Methods: {', '.join(found) or 'none'}."


def _warnings(own: Sequence[Observation]) -> tuple[str, ...]:
    flags = {flag for o in own for flag in o.finding.flags}
    told = {
        "format-never-tried-on-a-real-file": "Some captures came in a format whose reader was "
        "never tried on a real instrument's file.",
        "no-scale-only-pixels-and-ratios": "Some ultrasound has no scale: its thickness stands in "
        "pixels, which hold for one set-up of one scanner.",
        "profile-columns-not-seen-in-a-real-export": "Device-reported numbers came through a "
        "mapping profile whose columns were not seen in a real export.",
    }
    return tuple(text for flag, text in told.items() if flag in flags)
