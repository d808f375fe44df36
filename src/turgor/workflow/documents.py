"""Findings and refusals as the plain documents that ``--json`` prints and schemas describe."""

import math
from collections.abc import Iterable

from turgor.follow.change import Change
from turgor.follow.cohort import EndpointResult
from turgor.follow.colour_difference import ColourDifference
from turgor.follow.crossover import PeriodContrast
from turgor.follow.estimand import not_done, treatment_of, variable_of
from turgor.follow.noise import Noise
from turgor.follow.side_difference import SideDifference
from turgor.metrics.measurand import Measurand
from turgor.record.design import StudyDesign
from turgor.record.finding import Finding
from turgor.workflow.follow_study import StudyFollowUp
from turgor.workflow.important_document import ImportantDocuments, signed_rank_document


def finding_document(finding: Finding) -> dict[str, object]:
    """One finding in the shape of the command line's contract."""
    return {
        "metric": finding.metric,
        "conditions": finding.measurand.as_mapping(),
        "value": finding.value,
        "unit": finding.unit,
        "u": finding.u,
        "u_kind": finding.u_kind,
        "u_reason": finding.u_reason,
        "method": f"{finding.method}/{finding.method_version}",
        "device": finding.device,
        "capture": finding.captures[0] if finding.captures else "",
        "region": finding.region,
        "item": finding.item,
        "replicate": finding.replicate,
        "flags": list(finding.flags),
    }


def refusal_documents(refused: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Refusals in the shape of the command line's contract."""
    return [{"path": path, "reason": reason} for path, reason in refused]


def follow_document(found: StudyFollowUp) -> dict[str, object]:
    """What follow-up says, in the shape of the command line's contract."""
    followup = found.followup
    sizes = ImportantDocuments(found.importance)
    size = sizes.of_contrast
    return {
        "schema": "turgor.follow/1",
        "study": followup.design.id,
        "kind": followup.design.kind,
        "endpoints": [
            _endpoint(followup.design, item) | _beside_estimate(item, sizes)
            for item in followup.endpoints
        ],
        "changes": [_change(i) | {"important": size(i)} for i in followup.changes],
        "differences": [_difference(i) | {"important": size(i)} for i in followup.differences],
        "period_contrasts": [
            _period_contrast(i) | {"important": size(i)} for i in followup.period_contrasts
        ],
        "colour_differences": [_colour_difference(item) for item in followup.colour_differences],
        "noise": [_noise(item) for item in followup.noise],
        "exploratory": {
            "judged": followup.exploratory_judged,
            "called": followup.exploratory_called,
            "expected_false_calls": followup.exploratory_expected_false_calls,
        },
        "refused": [
            {"path": item.capture, "reason": item.reason} for item in found.facts.refusals.values()
        ],
        "sources": sorted(found.sources),
    }


def _measurand(item: Measurand) -> dict[str, object]:
    return {"metric": item.metric, "conditions": item.as_mapping()}


def _endpoint(design: StudyDesign, item: EndpointResult) -> dict[str, object]:
    estimate = item.estimate
    return {
        "id": item.endpoint.id,
        "primary": item.endpoint.primary,
        **_measurand(item.endpoint.measurand),
        "site": item.endpoint.site,
        "region": item.endpoint.region,
        "visit": item.endpoint.visit,
        "direction": item.endpoint.direction,
        "source": item.endpoint.source,
        "estimand": item.estimand,
        "estimand_declared": _estimand(design, item),
        "controlled": item.controlled,
        "unit": item.unit,
        "mean": None if estimate is None else estimate.mean,
        "low": None if estimate is None else estimate.interval.low,
        "high": None if estimate is None else estimate.interval.high,
        "p_value": None if estimate is None else estimate.p_value,
        "p_adjusted": item.p_adjusted,
        "n": 0 if estimate is None else estimate.n,
        "beyond": item.beyond,
        "judged": item.judged,
        "reason": item.reason,
    }


def _beside_estimate(item: EndpointResult, sizes: ImportantDocuments) -> dict[str, object]:
    return {
        "test": "student-paired" if item.signed_rank is None else "signed-rank",
        "signed_rank": signed_rank_document(item),
        "important": sizes.of_endpoint(item.endpoint.id),
    }


def _estimand(design: StudyDesign, item: EndpointResult) -> dict[str, object] | None:
    declared = item.endpoint.estimand
    if declared is None:
        return None
    return {
        "population": declared.population,
        "treatment": treatment_of(design, declared),
        "variable": variable_of(design, item.endpoint),
        "intercurrent_events": [
            {"event": event.event, "strategy": event.strategy, "handling": event.handling}
            for event in declared.events
        ],
        "summary": declared.summary,
        "not_done": not_done(item.endpoint, item.controlled),
    }


def _period_contrast(item: PeriodContrast) -> dict[str, object]:
    return {
        "endpoint": item.endpoint,
        "subject": item.subject,
        "site": item.site,
        "side": item.side,
        "region": item.region,
        "sequence": item.sequence,
        "arm": item.arm,
        "control_arm": item.control_arm,
        **_measurand(item.measurand),
        "unit": item.unit,
        "response": item.response,
        "treated": item.treated,
        "control": item.control,
        "difference": item.difference,
        "threshold": item.threshold,
        "verdict": item.verdict,
        "reason": item.reason,
    }


def _change(item: Change) -> dict[str, object]:
    return {
        "subject": item.subject,
        "site": item.site,
        "side": item.side,
        "region": item.region,
        "item": item.item,
        "arm": item.arm,
        "visit": item.visit,
        **_measurand(item.measurand),
        "unit": item.unit,
        "baseline": item.baseline,
        "followup": item.followup,
        "n_baseline": item.n_baseline,
        "n_followup": item.n_followup,
        "change": item.change,
        "threshold": item.threshold,
        "verdict": item.verdict,
        "reason": item.reason,
    }


def _difference(item: SideDifference) -> dict[str, object]:
    return {
        "subject": item.subject,
        "site": item.site,
        "region": item.region,
        "arm": item.arm,
        "control_arm": item.control_arm,
        "visit": item.visit,
        **_measurand(item.measurand),
        "unit": item.unit,
        "treated_change": item.treated_change,
        "control_change": item.control_change,
        "difference": item.difference,
        "threshold": item.threshold,
        "verdict": item.verdict,
        "reason": item.reason,
    }


def _colour_difference(item: ColourDifference) -> dict[str, object]:
    target = item.target
    return {
        "subject": target.subject,
        "site": target.site,
        "side": target.side,
        "region": target.region,
        "visit": target.visit,
        "of": _measurand(item.of),
        "delta_e_2000": item.delta_e_2000,
        "replicates_p95": item.replicates_p95,
    }


def _noise(item: Noise) -> dict[str, object]:
    own = item.own
    return {
        **_measurand(item.measurand),
        "kind": item.kind,
        "sem": item.sem,
        "df": item.df,
        "sdc95": None if own is None else own.sdc95,
        "icc_1_1": None if own is None or not math.isfinite(own.icc_1_1) else own.icc_1_1,
        "targets": 0 if own is None else own.targets,
        "values": 0 if own is None else own.values,
        "note": item.note,
    }
