"""Score detected wrinkles against planted ones, knowing nothing of the detector's insides.

Definitions
-----------
Lines are resampled every 50 µm. A detected point lies *on* a planted wrinkle when it is nearer to
its centre line than 0.25 mm or half the planted width at half depth there, whichever is more; of
several, the planted wrinkle whose line is nearest for its width holds.

Observable part of a planted wrinkle: where it is the deepest wrinkle (crossings and the root of a
branch belong to the other) and at least half as deep as at its deepest. Planted pieces with less
than 3 mm of observable line are not asked for, and detections on them are not false.

Found: at least half of the observable line is covered by detected lines.
False: a detected object with less than half of its line on any planted wrinkle.
Depth error of a planted wrinkle: mean detected depth over mean planted depth, less 1, at the
same points, over every detected point on its observable part, of the wrinkles that were found.
Stated depth and length: what one object says of itself (mean depth, length) over the planted mean
depth of the whole line and its length, tapered ends included, less 1, for planted wrinkles that
exactly one object lies on. No goal: where a line ends is the detector's own choice.
Volume error: detected over planted, less 1, for each group of planted wrinkles that touch (how a
crossing is divided is a choice), where every member that is asked for was found.
Fine lines are those planted as such; they are found by length: covered over observable.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

F = NDArray[np.float64]

STEP_UM = 50.0
TOLERANCE_UM = 250.0
LEAST_MM = 3.0


@dataclass(frozen=True)
class Line:
    """One wrinkle, planted or detected: (n, 2) µm, and along it depth and width, µm."""

    id: str
    object_class: str
    line_um: F
    depth_um: F
    width_um: F
    volume_mm3: float
    kind: str = ""
    owned: NDArray[np.bool_] | None = None
    stated_depth_um: float = float("nan")
    stated_length_mm: float = float("nan")


@dataclass
class Score:
    """Sums over phantoms; summary() turns them into the figures that the goals speak of."""

    area_cm2: float = 0.0
    asked: int = 0
    found: int = 0
    false_wrinkles: int = 0
    false_fine: int = 0
    detected: int = 0
    fine_length_mm: float = 0.0
    fine_covered_mm: float = 0.0
    stated_depth: list[float] = field(default_factory=list)
    stated_length: list[float] = field(default_factory=list)
    rows: list[dict[str, object]] = field(default_factory=list)
    volumes: list[dict[str, object]] = field(default_factory=list)
    false_rows: list[dict[str, object]] = field(default_factory=list)


def resampled(line: Line) -> tuple[F, F, F, NDArray[np.bool_]]:
    """Points about 50 µm apart, with depth, width and whether the wrinkle owns the point."""
    steps = np.hypot(*np.diff(line.line_um, axis=0).T)
    s = np.concatenate(([0.0], np.cumsum(steps)))
    keep = np.concatenate(([True], steps > 1e-9))
    s, points = s[keep], line.line_um[keep]
    n = max(2, round(float(s[-1]) / STEP_UM) + 1)
    at = np.linspace(0.0, float(s[-1]), n)
    xy = np.column_stack((np.interp(at, s, points[:, 0]), np.interp(at, s, points[:, 1])))
    owned = np.ones(len(s)) if line.owned is None else line.owned[keep].astype(float)
    return (
        xy,
        np.interp(at, s, line.depth_um[keep]),
        np.interp(at, s, line.width_um[keep]),
        np.interp(at, s, owned) > 0.5,
    )


def touching(planted: list[Line]) -> list[list[int]]:
    """Groups of planted wrinkles whose lines come nearer than their half widths together."""
    group = list(range(len(planted)))
    trees = [cKDTree(resampled(w)[0]) for w in planted]
    for a in range(len(planted)):
        for b in range(a):
            near = float(trees[a].query(trees[b].data)[0].min())
            if near < 0.5 * float(planted[a].width_um.max() + planted[b].width_um.max()):
                old, new = group[a], group[b]
                group = [new if g == old else g for g in group]
    return [[i for i, g in enumerate(group) if g == name] for name in sorted(set(group))]


def score_phantom(
    score: Score, name: str, planted: list[Line], detected: list[Line], area_cm2: float
) -> None:
    """Add one phantom to the score."""
    score.area_cm2 += area_cm2
    score.detected += len(detected)
    truth = [resampled(w) for w in planted]
    observable = [own & (depth >= 0.5 * depth.max()) for _, depth, _, own in truth]
    trees = [cKDTree(points) for points, _, _, _ in truth]
    home, pairs = [], {i: [] for i in range(len(planted))}
    for d in detected:
        points, depth, _, _ = resampled(d)
        nearest, index = _nearest(points, truth, trees)
        on = nearest >= 0
        home.append(_home(score, name, d, nearest, on))
        for i in range(len(planted)):
            here = nearest == i
            pairs[i].append((depth[here], index[here]))
    asked = [_score_line(score, name, w, truth[i], observable[i], pairs[i])
             for i, w in enumerate(planted)]  # fmt: skip
    _score_volumes(score, name, planted, detected, home, asked)
    _score_statements(score, planted, truth, detected, home, asked)


def _nearest(
    points: F, truth: list[tuple[F, F, F, NDArray[np.bool_]]], trees: list[cKDTree]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which planted wrinkle each point lies on (-1: none), and the nearest vertex of its line."""
    best = np.full(len(points), np.inf)
    which, vertex = np.full(len(points), -1), np.zeros(len(points), np.int64)
    for i, (tree, (_, _, width, _)) in enumerate(zip(trees, truth, strict=True)):
        distance, index = tree.query(points)
        relative = distance / np.maximum(TOLERANCE_UM, 0.5 * width[index])
        nearer = (relative <= 1.0) & (relative < best)
        best[nearer], which[nearer], vertex[nearer] = relative[nearer], i, index[nearer]
    return which, vertex


def _home(
    score: Score, name: str, d: Line, nearest: NDArray[np.int64], on: NDArray[np.bool_]
) -> int:
    """The planted wrinkle that a detected object mostly lies on, or -1 for a false one."""
    if on.mean() < 0.5:
        if d.object_class == "fine-line":
            score.false_fine += 1
        else:
            score.false_wrinkles += 1
        where = d.line_um.mean(axis=0).round().tolist()
        score.false_rows.append(
            {"phantom": name, "class": d.object_class, "x_um": where[0], "y_um": where[1],
             "length_mm": round(d.stated_length_mm, 2), "depth_um": round(d.stated_depth_um, 1)}
        )  # fmt: skip
        return -1
    return int(np.bincount(nearest[on]).argmax())


def _score_line(
    score: Score,
    name: str,
    w: Line,
    truth: tuple[F, F, F, NDArray[np.bool_]],
    observable: NDArray[np.bool_],
    pairs: list[tuple[F, NDArray[np.int64]]],
) -> bool | None:
    """Add one planted wrinkle; True found, False missed, None where it is not asked for."""
    length_mm = float(observable.sum()) * STEP_UM / 1000.0
    if length_mm < LEAST_MM:
        return None
    covered = np.zeros(len(truth[0]), np.bool_)
    for _, index in pairs:
        if len(index):
            low, high = int(index.min()), int(index.max())
            covered[low : high + 1] |= np.isin(np.arange(low, high + 1), _widened(index))
    share = float((covered & observable).sum() / observable.sum())
    error, count = _depth_error(truth[1], observable, pairs)
    row: dict[str, object] = {
        "phantom": name, "id": w.id, "class": w.object_class, "kind": w.kind,
        "length_mm": round(length_mm, 2), "covered": round(share, 3),
        "depth_um": round(float(truth[1][observable].mean()), 1),
        "width_um": round(float(truth[2].max()), 0), "points": count,
        "depth_error": None if count == 0 else round(error, 4),
    }  # fmt: skip
    score.rows.append(row)
    if w.object_class == "fine-line":
        score.fine_length_mm += length_mm
        score.fine_covered_mm += length_mm * share
    else:
        score.asked += 1
        score.found += share >= 0.5
    return share >= 0.5


def _widened(index: NDArray[np.int64]) -> NDArray[np.int64]:
    """Vertices within 100 µm of those that were hit, so that no resampling gap counts as a miss."""
    return np.unique(index[:, None] + np.arange(-2, 3)[None, :])


def _depth_error(
    depth: F, observable: NDArray[np.bool_], pairs: list[tuple[F, NDArray[np.int64]]]
) -> tuple[float, int]:
    measured = np.concatenate([m[observable[i]] for m, i in pairs] or [np.zeros(0)])
    planted = np.concatenate([depth[i[observable[i]]] for _, i in pairs] or [np.zeros(0)])
    known = np.isfinite(measured)
    if not known.any():
        return float("nan"), 0
    return float(measured[known].mean() / planted[known].mean() - 1.0), int(known.sum())


def _score_volumes(
    score: Score,
    name: str,
    planted: list[Line],
    detected: list[Line],
    home: list[int],
    asked: list[bool | None],
) -> None:
    for members in touching(planted):
        states = [asked[i] for i in members]
        if any(state is not True for state in states):
            continue
        truth = sum(planted[i].volume_mm3 for i in members)
        got = sum(d.volume_mm3 for d, h in zip(detected, home, strict=True) if h in members)
        fine = all(planted[i].object_class == "fine-line" for i in members)
        score.volumes.append(
            {"phantom": name, "ids": [planted[i].id for i in members], "fine": fine,
             "volume_mm3": round(truth, 4), "error": round(got / truth - 1.0, 4)}
        )  # fmt: skip


def _score_statements(
    score: Score,
    planted: list[Line],
    truth: list[tuple[F, F, F, NDArray[np.bool_]]],
    detected: list[Line],
    home: list[int],
    asked: list[bool | None],
) -> None:
    for i, w in enumerate(planted):
        mine = [d for d, h in zip(detected, home, strict=True) if h == i]
        if asked[i] is not True or len(mine) != 1 or w.object_class != "wrinkle":
            continue
        points, depth, _, _ = truth[i]
        score.stated_depth.append(mine[0].stated_depth_um / float(depth.mean()) - 1.0)
        length_mm = (len(points) - 1) * STEP_UM / 1000.0
        score.stated_length.append(mine[0].stated_length_mm / length_mm - 1.0)


def summary(score: Score) -> dict[str, float | int]:
    """The figures that the goals speak of; errors are shares, 0.05 = 5 %."""

    def errors(fine: bool) -> F:
        return np.array(
            [float(str(r["depth_error"])) for r in score.rows
             if (r["class"] == "fine-line") == fine and r["depth_error"] is not None]
        )  # fmt: skip

    def volumes(fine: bool) -> F:
        return np.array([float(str(v["error"])) for v in score.volumes if v["fine"] == fine])

    big, fine = errors(False), errors(True)
    return {
        "area_cm2": round(score.area_cm2, 2),
        "wrinkles_asked": score.asked,
        "found_share": _ratio(score.found, score.asked),
        "depth_median_bias": _quantile(big, 0.5),
        "depth_p90_abs_error": _quantile(np.abs(big), 0.9),
        "stated_depth_median_bias": _quantile(np.array(score.stated_depth), 0.5),
        "stated_depth_p90_abs_error": _quantile(np.abs(score.stated_depth), 0.9),
        "stated_length_median_bias": _quantile(np.array(score.stated_length), 0.5),
        "volume_median_bias": _quantile(volumes(False), 0.5),
        "volume_median_abs_error": _quantile(np.abs(volumes(False)), 0.5),
        "volume_p90_abs_error": _quantile(np.abs(volumes(False)), 0.9),
        "false_wrinkles_per_10_cm2": _ratio(10 * score.false_wrinkles, score.area_cm2),
        "false_fine_lines_per_10_cm2": _ratio(10 * score.false_fine, score.area_cm2),
        "fine_lines_asked": sum(r["class"] == "fine-line" for r in score.rows),
        "fine_length_found_share": _ratio(score.fine_covered_mm, score.fine_length_mm),
        "fine_depth_median_bias": _quantile(fine, 0.5),
        "fine_depth_median_abs_error": _quantile(np.abs(fine), 0.5),
        "fine_depth_p90_abs_error": _quantile(np.abs(fine), 0.9),
        "fine_volume_median_bias": _quantile(volumes(True), 0.5),
    }


def _quantile(values: F, share: float) -> float:
    return round(float(np.quantile(values, share)), 4) if len(values) else float("nan")


def _ratio(part: float, whole: float) -> float:
    return round(part / whole, 4) if whole else float("nan")
