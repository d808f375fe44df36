"""Differences that matter and tests of scores, in the shape of the command line's contract."""

from turgor.follow.cohort import EndpointResult
from turgor.follow.important import Contrast, EndpointImportance, Importance


class ImportantDocuments:
    """What is said of size, by contrast and by endpoint; None where nothing is declared."""

    def __init__(self, found: Importance) -> None:
        self._contrasts = {item.contrast: item for item in found.contrasts}
        self._endpoints = {item.endpoint.id: item for item in found.endpoints}

    def of_contrast(self, contrast: Contrast) -> dict[str, object] | None:
        """One person's contrast."""
        item = self._contrasts.get(contrast)
        if item is None:
            return None
        return {
            "difference": item.difference.value,
            "source": item.difference.source,
            "declared_by": item.difference.declared_by,
            "verdict": item.verdict,
            "reason": item.reason,
        }

    def of_endpoint(self, endpoint_id: str) -> dict[str, object] | None:
        """An endpoint's mean and its responders."""
        item = self._endpoints.get(endpoint_id)
        return None if item is None else _endpoint(item)


def _endpoint(item: EndpointImportance) -> dict[str, object]:
    return {
        "difference": item.difference.value,
        "source": item.difference.source,
        "declared_by": item.difference.declared_by,
        "verdict": item.verdict,
        "reason": item.reason,
        "sdc95": item.sdc,
        "note": item.note,
        "responders": [
            {
                "arm": arm.arm,
                "responders": arm.responders,
                "judged": arm.judged,
                "left_out": arm.left_out,
                "low": None if arm.interval is None else arm.interval.low,
                "high": None if arm.interval is None else arm.interval.high,
            }
            for arm in item.responders
        ],
    }


def signed_rank_document(result: EndpointResult) -> dict[str, object] | None:
    """The test of an ordinal endpoint, None for any other."""
    test = result.signed_rank
    if test is None:
        return None
    return {
        "rank_sum": test.rank_sum,
        "n": test.n,
        "zeros": test.zeros,
        "p_value": test.p_value,
        "exact": test.exact,
        "median": test.median,
    }
