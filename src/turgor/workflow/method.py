"""The measurement that a study uses: its name, version and settings, and what it calls."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Literal

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
class Reference:
    """The baseline of a follow-up: its capture, how to read it, and where its points lie here.

    forward : (n, 2) µm of the baseline to (n, 2) µm of the follow-up.
    """

    baseline: Capture
    read: Callable[[], HeightMap]
    forward: Callable[[FloatMap], FloatMap]


#: as Measure, and the baseline whose wrinkles are looked up again; None for that baseline itself
Follow = Callable[[HeightMap, Capture, BoolMap | None, str, Reference | None], tuple[Finding, ...]]


@dataclass(frozen=True, slots=True)
class Method:
    """What steers a measurement: a capture is done once for each of these.

    settings : everything beside the version that a value may depend on. lines : the wrinkles by
    which expression is judged; None where the method has none. follow : used in place of
    ``measure`` where a method also looks the baseline's wrinkles up again.
    """

    id: str
    version: str
    settings: Mapping[str, object]
    measure: Measure
    lines: Lines | None = None
    follow: Follow | None = None

    def digest(self, *more: object) -> str:
        """A short name for the settings and what else steers a place."""
        text = canonical_json([dict(self.settings), *more])
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def default_method() -> Method:
    """The surface measurement with the default pipeline for skin."""
    from turgor.measure.surface.pipeline import SKIN, prepare
    from turgor.measure.surface.stamp import METHOD, METHOD_VERSION
    from turgor.measure.surface.whole import measure_height_map
    from turgor.measure.surface.wrinkle import along
    from turgor.measure.surface.wrinkle_findings import search

    kept: dict[str, tuple[along.ReferenceLine, ...]] = {}

    def known(capture: Capture, read: Callable[[], HeightMap]) -> tuple[along.ReferenceLine, ...]:
        if capture.sha256 not in kept:
            kept[capture.sha256] = along.reference_lines(search(prepare(read(), SKIN)))
        return kept[capture.sha256]

    def whole(
        height_map: HeightMap,
        capture: Capture,
        mask: BoolMap | None,
        region: str,
        followed: tuple[along.ReferenceLine, ...] | Literal["own"] | None,
    ) -> tuple[Finding, ...]:
        measured = measure_height_map(
            height_map,
            capture_sha256=capture.sha256,
            region_mask=mask,
            region=region,
            replicate=capture.replicate,
            followed=followed,
        )
        if measured.wrinkles is not None:
            kept[capture.sha256] = along.reference_lines(measured.wrinkles)
        return measured.findings

    def measure(
        height_map: HeightMap, capture: Capture, mask: BoolMap | None, region: str
    ) -> tuple[Finding, ...]:
        return whole(height_map, capture, mask, region, None)

    def follow(
        height_map: HeightMap,
        capture: Capture,
        mask: BoolMap | None,
        region: str,
        reference: Reference | None,
    ) -> tuple[Finding, ...]:
        if reference is None:
            return whole(height_map, capture, mask, region, "own")
        before = known(reference.baseline, reference.read)
        carried = tuple(line.carried(reference.forward) for line in before)
        return whole(height_map, capture, mask, region, carried)

    def lines(capture: Capture, read: Callable[[], HeightMap]) -> tuple[FloatMap, ...]:
        return tuple(line.centre_line_um for line in known(capture, read))

    settings = {"pipeline": asdict(SKIN), "followed": along.FOLLOWED_VERSION}
    return Method(METHOD, METHOD_VERSION, settings, measure, lines, follow)


def default_conditions(metric: str) -> Mapping[str, ConditionValue]:
    """The conditions under which the default pipeline measures a metric.

    Errors: MetricError where the metric is unknown.
    """
    from turgor.measure.surface import default_conditions as surface

    return surface.default_conditions(metric)
