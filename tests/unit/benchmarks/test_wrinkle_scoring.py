"""The scoring of planted wrinkles: an oracle is perfect, and each fault shows where it should."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

FOLDER = str(Path(__file__).resolve().parents[3] / "benchmarks")


@pytest.fixture(scope="module")
def scoring() -> Iterator[ModuleType]:
    sys.path.insert(0, FOLDER)
    import wrinkle_scoring

    yield wrinkle_scoring
    sys.path.remove(FOLDER)


@pytest.fixture(scope="module")
def truth() -> Iterator[ModuleType]:
    sys.path.insert(0, FOLDER)
    import wrinkle_truth

    yield wrinkle_truth
    sys.path.remove(FOLDER)


def straight(scoring: ModuleType, name: str, y: float, depth: float, **more: object) -> object:
    x = np.linspace(2000.0, 12000.0, 101)
    settings: dict[str, object] = {
        "id": name,
        "object_class": "wrinkle",
        "line_um": np.column_stack((x, np.full(101, y))),
        "depth_um": np.full(101, depth),
        "width_um": np.full(101, 600.0),
        "volume_mm3": depth * 600.0 * 10000.0 * 1e-9,
    }
    return scoring.Line(**(settings | more))


def scored(scoring: ModuleType, planted: list[object], detected: list[object]) -> dict[str, float]:
    score = scoring.Score()
    scoring.score_phantom(score, "p", planted, detected, 4.0)
    figures: dict[str, float] = scoring.summary(score)
    return figures


def test_an_oracle_is_perfect_and_a_blind_detector_finds_nothing(scoring: ModuleType) -> None:
    planted = [straight(scoring, "a", 3000.0, 200.0), straight(scoring, "b", 9000.0, 150.0)]
    best = scored(scoring, planted, planted)
    assert best["found_share"] == 1.0
    assert best["depth_median_bias"] == best["depth_p90_abs_error"] == 0.0
    assert best["volume_median_bias"] == 0.0
    assert best["false_wrinkles_per_10_cm2"] == 0.0
    nothing = scored(scoring, planted, [])
    assert nothing["found_share"] == 0.0
    assert np.isnan(nothing["depth_median_bias"])


def test_shallow_depth_and_volume_show_as_bias(scoring: ModuleType) -> None:
    planted = [straight(scoring, "a", 3000.0, 200.0)]
    got = [straight(scoring, "d", 3100.0, 180.0, volume_mm3=1.08)]
    figures = scored(scoring, planted, got)
    assert figures["depth_median_bias"] == pytest.approx(-0.1)
    assert figures["volume_median_bias"] == pytest.approx(1.08 / 1.2 - 1, abs=1e-4)


def test_what_an_object_says_of_itself_is_held_against_the_whole_line(
    scoring: ModuleType,
) -> None:
    planted = [straight(scoring, "a", 3000.0, 200.0)]
    got = [replace(planted[0], stated_depth_um=210.0, stated_length_mm=8.0)]  # type: ignore[type-var]
    figures = scored(scoring, planted, got)
    assert figures["stated_depth_median_bias"] == pytest.approx(0.05)
    assert figures["stated_length_median_bias"] == pytest.approx(-0.2)


def test_lines_beside_or_across_are_false(scoring: ModuleType) -> None:
    planted = [straight(scoring, "a", 3000.0, 200.0)]
    across = np.column_stack((np.full(50, 7000.0), np.linspace(500.0, 8000.0, 50)))
    wrong = [
        straight(scoring, "beside", 3400.0, 200.0),
        straight(scoring, "across", 0.0, 100.0, line_um=across, depth_um=np.full(50, 90.0),
                 width_um=np.full(50, 400.0)),
        straight(scoring, "fine", 9000.0, 60.0, object_class="fine-line"),
    ]  # fmt: skip
    figures = scored(scoring, planted, wrong)
    assert figures["found_share"] == 0.0
    assert figures["false_wrinkles_per_10_cm2"] == pytest.approx(5.0)
    assert figures["false_fine_lines_per_10_cm2"] == pytest.approx(2.5)


def test_half_a_line_is_found_and_less_is_not(scoring: ModuleType) -> None:
    planted = [straight(scoring, "a", 3000.0, 200.0)]
    whole = planted[0]
    for share, found in ((60, 1.0), (40, 0.0)):
        part = replace(
            whole,  # type: ignore[type-var]
            line_um=whole.line_um[:share],  # type: ignore[attr-defined]
            depth_um=whole.depth_um[:share],  # type: ignore[attr-defined]
            width_um=whole.width_um[:share],  # type: ignore[attr-defined]
        )
        assert scored(scoring, planted, [part])["found_share"] == found


def test_short_pieces_are_neither_asked_for_nor_false(scoring: ModuleType) -> None:
    short = straight(
        scoring, "s", 3000.0, 200.0, line_um=np.array([[0.0, 3000.0], [2000.0, 3000.0]]),
        depth_um=np.full(2, 200.0), width_um=np.full(2, 500.0),
    )  # fmt: skip
    figures = scored(scoring, [short], [short])
    assert figures["wrinkles_asked"] == 0
    assert figures["false_wrinkles_per_10_cm2"] == 0.0


def test_wrinkles_that_touch_share_their_volume(scoring: ModuleType) -> None:
    down = np.column_stack((np.full(101, 7000.0), np.linspace(0.0, 9000.0, 101)))
    planted = [
        straight(scoring, "a", 3000.0, 200.0),
        straight(scoring, "b", 0.0, 100.0, line_um=down, volume_mm3=0.5),
    ]
    got = [replace(planted[0], volume_mm3=1.5), replace(planted[1], volume_mm3=0.2)]  # type: ignore[type-var]
    figures = scored(scoring, planted, got)
    assert figures["volume_median_bias"] == pytest.approx(0.0, abs=1e-4)


@pytest.mark.parametrize("generator", ["first", "second"])
def test_both_generators_agree_with_their_own_truth(truth: ModuleType, generator: str) -> None:
    """The planted line lies in the valley: lower than beside it by about the planted depth."""
    _, heights, planted, area = truth.GENERATORS[generator](1)
    assert area == 4.0
    pitch = heights.pitch_x_um
    ratios = []
    for w in planted:
        if w.object_class != "wrinkle":
            continue
        middle = slice(len(w.line_um) // 4, 3 * len(w.line_um) // 4)
        line, depth, width = w.line_um[middle], w.depth_um[middle], w.width_um[middle]
        along = np.gradient(line, axis=0)
        normal = np.column_stack((-along[:, 1], along[:, 0])) / np.hypot(*along.T)[:, None]
        at = [
            heights.height_um[
                np.clip((p[:, 1] / pitch).astype(int), 0, 999),
                np.clip((p[:, 0] / pitch).astype(int), 0, 999),
            ]
            for p in (
                line,
                line + normal * 1.6 * width[:, None],
                line - normal * 1.6 * width[:, None],
            )
        ]
        ratios.append(np.nanmean(0.5 * (at[1] + at[2]) - at[0]) / depth.mean())
    assert len(ratios) >= 4
    assert np.median(ratios) == pytest.approx(1.0, abs=0.25)
