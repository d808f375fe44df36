"""The measurement that a study uses: its name, version and settings, and what it calls."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from turgor.metrics.measurand import ConditionValue
from turgor.record.capture import Capture
from turgor.record.finding import Finding
from turgor.record.height_map import BoolMap, FloatMap, HeightMap
from turgor.store.rows import canonical_json

#: (height map, its capture, mask of the region or None, the region's name) -> findings
Measure = Callable[[HeightMap, Capture, BoolMap | None, str], tuple[Finding, ...]]

#: (capture, how to read its map) -> the centre lines of its wrinkles, (n, 2) µm each
Lines = Callable[[Capture, Callable[[], HeightMap]], tuple[FloatMap, ...]]


@dataclass(frozen=True, slots=True)
class Method:
    """What steers a measurement: a capture is done once for each of these.

    settings : everything beside the version that a value may depend on. lines : the wrinkles by
    which expression is judged; None where the method has none.
    """

    id: str
    version: str
    settings: Mapping[str, object]
    measure: Measure
    lines: Lines | None = None

    def digest(self, *more: object) -> str:
        """A short name for the settings and what else steers a place."""
        text = canonical_json([dict(self.settings), *more])
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def default_method() -> Method:
    """The surface measurement with the default pipeline for skin."""
    from turgor.measure.surface.pipeline import SKIN, prepare
    from turgor.measure.surface.stamp import METHOD, METHOD_VERSION
    from turgor.measure.surface.whole import measure_height_map
    from turgor.measure.surface.wrinkle_findings import search

    kept: dict[str, tuple[FloatMap, ...]] = {}

    def measure(
        height_map: HeightMap, capture: Capture, mask: BoolMap | None, region: str
    ) -> tuple[Finding, ...]:
        measured = measure_height_map(
            height_map,
            capture_sha256=capture.sha256,
            region_mask=mask,
            region=region,
            replicate=capture.replicate,
        )
        if measured.wrinkles is not None:
            kept[capture.sha256] = tuple(w.centre_line_um for w in measured.wrinkles.wrinkles)
        return measured.findings

    def lines(capture: Capture, read: Callable[[], HeightMap]) -> tuple[FloatMap, ...]:
        if capture.sha256 not in kept:
            found = search(prepare(read(), SKIN)).wrinkles
            kept[capture.sha256] = tuple(w.centre_line_um for w in found)
        return kept[capture.sha256]

    return Method(METHOD, METHOD_VERSION, {"pipeline": asdict(SKIN)}, measure, lines)


def default_conditions(metric: str) -> Mapping[str, ConditionValue]:
    """The conditions under which the default pipeline measures a metric.

    Errors: MetricError where the metric is unknown.
    """
    from turgor.measure.surface import default_conditions as surface

    return surface.default_conditions(metric)
