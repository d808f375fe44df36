"""Rows to records and back; conditions, lists and settings as canonical JSON."""

import json
from collections.abc import Mapping
from functools import lru_cache

from turgor.metrics.measurand import ConditionValue, Measurand
from turgor.record.capture import Capture
from turgor.record.finding import Finding
from turgor.record.site import BodySite


def canonical_json(value: object) -> str:
    """JSON that is the same text for the same value: sorted keys, no spaces, no NaN."""
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )


@lru_cache(maxsize=4096)
def _list_json(words: tuple[str, ...]) -> str:
    return canonical_json(list(words))


@lru_cache(maxsize=4096)
def _words_json(pairs: tuple[tuple[str, ConditionValue], ...]) -> str:
    return canonical_json(dict(pairs))


def conditions_json(measurand: Measurand) -> str:
    """A measurand's conditions; a whole number and the same float are one text."""
    if all(type(value) is str for _, value in measurand.conditions):
        return _words_json(measurand.conditions)  # 1, 1.0 and True would be one key there
    return canonical_json({name: _plain(value) for name, value in measurand.conditions})


def capture_row(capture: Capture, suffix: str) -> dict[str, object]:
    """A capture as a row."""
    return {
        "sha256": capture.sha256,
        "filename": capture.filename,
        "suffix": suffix,
        "subject": capture.subject,
        "visit": capture.visit,
        "site": capture.site.name,
        "side": capture.site.side,
        "region": capture.region,
        "replicate": capture.replicate,
        "reseated": capture.reseated,
        "device": capture.device,
        "operator": capture.operator,
        "settings": canonical_json(dict(capture.settings)),
        "kind": capture.kind,
        "setup": capture.setup,
    }


def capture_from(row: Mapping[str, object]) -> Capture:
    """A row as a capture."""
    return Capture(
        sha256=str(row["sha256"]),
        filename=str(row["filename"]),
        subject=str(row["subject"]),
        visit=str(row["visit"]),
        site=BodySite(str(row["site"]), str(row["side"])),
        region=str(row["region"]),
        replicate=int(str(row["replicate"])),
        reseated=bool(row["reseated"]),
        device=str(row["device"]),
        operator=str(row["operator"]),
        settings=settings_from(str(row["settings"])),
        kind=str(row["kind"]),
        setup=str(row["setup"]),
    )


def settings_from(text: str) -> Mapping[str, str]:
    """Settings as kept."""
    return {str(key): str(value) for key, value in json.loads(text).items()}


def finding_row(finding: Finding) -> dict[str, object]:
    """A finding as a row, without the measurement that it belongs to."""
    return {
        "metric": finding.metric,
        "conditions": conditions_json(finding.measurand),
        "value": finding.value,
        "unit": finding.unit,
        "u": finding.u,
        "u_kind": finding.u_kind,
        "u_reason": finding.u_reason,
        "method": finding.method,
        "method_version": finding.method_version,
        "device": finding.device,
        "captures": _list_json(finding.captures),
        "region": finding.region,
        "item": finding.item,
        "replicate": finding.replicate,
        "flags": _list_json(finding.flags),
    }


def finding_from(row: Mapping[str, object]) -> Finding:
    """A row as a finding.

    The conditions were held against the catalogue when the finding was made; an older study may
    name a metric that this version no longer knows, and is still shown.
    """
    conditions = json.loads(str(row["conditions"]))
    return Finding(
        measurand=Measurand(str(row["metric"]), tuple(sorted(conditions.items()))),
        value=_number(row["value"]),
        unit=str(row["unit"]),
        method=str(row["method"]),
        method_version=str(row["method_version"]),
        u=_number(row["u"]),
        u_kind=_text(row["u_kind"]),
        u_reason=_text(row["u_reason"]),
        device=str(row["device"]),
        captures=tuple(json.loads(str(row["captures"]))),
        region=str(row["region"]),
        item=str(row["item"]),
        replicate=int(str(row["replicate"])),
        flags=tuple(json.loads(str(row["flags"]))),
    )


def _number(value: object) -> float | None:
    return value if isinstance(value, float) else None


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _plain(value: ConditionValue) -> ConditionValue:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
