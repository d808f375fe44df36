"""Feature parameters: an egg crate in closed form, a theory of maxima, a naive second program."""

import heapq
import runpy
from pathlib import Path

import numpy as np
import pytest

from turgor.measure.surface.areal import areal_parameters
from turgor.measure.surface.areal.feature import feature_parameters, hills_and_dales
from turgor.measure.surface.areal.pruning import prune
from turgor.measure.surface.areal.watershed import cut_basins, slope_codes

_FIELDS = Path(__file__).parents[1] / "surfaces" / "areal_fields.py"
_fields = runpy.run_path(str(_FIELDS))
ensemble, gaussian_field, points = (
    _fields[name] for name in ("ensemble", "gaussian_field", "points")
)
_AROUND = [(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)]


def egg_crate(waves=8, per_wave=60, amplitude=10.0, pitch=5.0):
    """A cos(kx) cos(ky), peaks inside the field: 2 peaks and 2 pits per square wave."""
    x, y = points(waves * per_wave, waves * per_wave)
    turn = 2 * np.pi / per_wave
    z = amplitude * np.cos(turn * (x + 0.21 * per_wave)) * np.cos(turn * (y + 0.17 * per_wave))
    return z, per_wave * pitch


def test_egg_crate_density_height_and_curvature():
    """Per wave L: 2 peaks, 2 pits; all of height A; curvature -½ (z_xx + z_yy) = A k².

    60 points a wave: the peak lies up to half a point beside its grid point, and second
    differences see sinc²(pi/60), together below 0.5 %.
    """
    z, wave = egg_crate()
    value = areal_parameters(z, 5.0, 5.0).values
    per_mm2 = 2 / (wave * 1e-3) ** 2
    assert value["spd"] == pytest.approx(per_mm2, rel=1e-9)
    assert value["svd"] == pytest.approx(per_mm2, rel=1e-9)
    curvature = 10.0 * (2 * np.pi / wave) ** 2 * 1e3
    assert value["spc"] == pytest.approx(curvature, rel=5e-3)
    assert value["svc"] == pytest.approx(-curvature, rel=5e-3)
    assert value["s5p"] == pytest.approx(10.0 - z.mean(), rel=5e-3)
    assert value["s5v"] == pytest.approx(10.0 + z.mean(), rel=5e-3)
    assert value["s10z"] == pytest.approx(20.0, rel=5e-3)


def test_egg_crate_dale_area_and_volume():
    """Dales of cos cos tile the plane, two in L², with their corners on four peaks: area L²/2.
    Their passes lie at height 0, and what is below 0 is a square of side L/2: volume A (L/pi)²."""
    z, wave = egg_crate()
    value = areal_parameters(z, 5.0, 5.0).values
    area, volume = (wave * 1e-3) ** 2 / 2, 10e-3 * (wave * 1e-3 / np.pi) ** 2
    for name in ("sda", "sha"):
        assert value[name] == pytest.approx(area, rel=5e-3)
    for name in ("sdv", "shv"):
        assert value[name] == pytest.approx(volume, rel=5e-3)


def test_egg_crate_with_a_gap():
    """One missing blot in one dale: that dale is open now, every other value stays."""
    z, _ = egg_crate()
    whole = areal_parameters(z, 5.0, 5.0).values
    row, col = np.unravel_index(np.argmin(z[200:300, 200:300]), (100, 100))
    z[200 + row - 1 : 202 + row, 200 + col - 1 : 202 + col] = np.nan
    part = areal_parameters(z, 5.0, 5.0).values
    assert part["sda"] == pytest.approx(whole["sda"], rel=2e-3)
    assert part["sha"] == pytest.approx(whole["sha"], rel=2e-3)
    cells = z.size * 25e-6
    assert part["svd"] * (cells - 9 * 25e-6) == pytest.approx(whole["svd"] * cells - 1, rel=1e-9)


def test_wolf_pruning_keeps_what_is_deep_enough():
    """Two dales 10 and 4 deep below their pass on a floor: pruning above 4 joins them to one."""
    z = np.full((11, 11), 9.5)
    z[5] = [9.5, 9, 5, 0, 5, 6, 8, 6, 4, 6, 9.5]
    for least, kept in ((3.9, 2), (4.1, 1)):
        down, _ = slope_codes(z, 1.0, 1.0)
        basins = cut_basins(z, down, 1.0)
        motifs = prune(basins, least)
        depths = motifs.pass_um - basins.floor_um[motifs.basin]
        assert np.sum(basins.floor_um[motifs.basin] < 9.0) == kept, depths


def naive_dales(z, least, pitch_x, pitch_y):
    """Written apart from the product: flooding by priority, then Wolf's rule step by step.

    Points are taken in order of height; a point joins the dale of its steepest lower neighbour or
    starts one. Then, as Wolf has it: find the dale whose pit lies least below its lowest pass; if
    that is less than ``least``, join it to the neighbour over that pass; start again.
    """
    rows, cols = z.shape
    label = -np.ones(z.shape, int)
    queue = [
        (z[i, j], i * cols + j) for i in range(rows) for j in range(cols) if z[i, j] == z[i, j]
    ]
    heapq.heapify(queue)
    pits = []
    while queue:
        height, place = heapq.heappop(queue)
        i, j = divmod(place, cols)
        best, own = 0.0, -1
        for dy, dx in _AROUND:
            y, x = i + dy, j + dx
            if 0 <= y < rows and 0 <= x < cols and label[y, x] >= 0:
                slope = (height - z[y, x]) / np.hypot(dy * pitch_y, dx * pitch_x)
                if slope > best:
                    best, own = slope, label[y, x]
        if own < 0:
            own = len(pits)
            pits.append(place)
        label[i, j] = own
    passes = {}
    for i in range(rows):
        for j in range(cols):
            for dy, dx in _AROUND:
                y, x = i + dy, j + dx
                if not (0 <= y < rows and 0 <= x < cols) or min(label[i, j], label[y, x]) < 0:
                    continue
                if label[i, j] != label[y, x]:
                    pair = frozenset((label[i, j], label[y, x]))
                    ends = tuple(sorted(z.flat[pits[own]] for own in pair))  # settles equal heights
                    level = (max(z[i, j], z[y, x]), ends)
                    passes[pair] = min(passes.get(pair, level), level)
    floor = {own: z.flat[place] for own, place in enumerate(pits)}
    home = {own: own for own in floor}
    while True:
        lowest = {}
        for pair, level in passes.items():
            for own in pair:
                if own not in lowest or level < lowest[own][0]:
                    lowest[own] = (level, next(iter(pair - {own})))
        depths = {own: level[0] - floor[own] for own, (level, _) in lowest.items()}
        if not depths or min(depths.values()) >= least:
            break
        gone = min(depths, key=depths.get)
        into = lowest[gone][1]
        home = {own: into if now == gone else now for own, now in home.items()}
        floor.pop(gone)
        joined = {}
        for old, level in passes.items():
            pair = frozenset(into if own == gone else own for own in old)
            if len(pair) == 2:
                joined[pair] = min(joined.get(pair, level), level)
        passes = joined
    label = np.array([home.get(own, -1) for own in label.ravel()]).reshape(z.shape)
    final = {
        own: min((level[0] for pair, level in passes.items() if own in pair), default=np.inf)
        for own in floor
    }
    return label, {own: pits[own] for own in floor}, final


@pytest.mark.parametrize("seed", range(12))
def test_fast_equals_naive_flooding(seed):
    """Same pits, same motif for every point, same passes, areas, volumes and openness."""
    rng = np.random.default_rng(100 + seed)
    z = rng.normal(size=(24, 31))
    if seed % 3:
        z = gaussian_field(rng, 40, 3.0)[:24, :31]
    if seed % 2:
        z[rng.random(z.shape) < 0.08] = np.nan
    least = (0.0, 0.3, 0.8, 1.5)[seed % 4]
    pitch_x, pitch_y = 2.0, 3.0
    hills, dales = hills_and_dales(z, 0.0, least, pitch_x, pitch_y)
    for sign, found in ((-1.0, hills), (1.0, dales)):
        label, pits, passes = naive_dales(sign * z, least, pitch_x, pitch_y)
        assert sorted(found.extremum) == sorted(pits.values())
        names = {place: own for own, place in pits.items()}
        edge = np.ones(z.shape, bool)
        edge[1:-1, 1:-1] = False
        missing = np.pad(np.isnan(z), 1)
        for dy, dx in _AROUND:
            edge |= missing[1 + dy : 25 + dy, 1 + dx : 32 + dx]
        for at, place in enumerate(found.extremum):
            own = names[place]
            here = label == own
            assert found.area_um2[at] == pytest.approx(here.sum() * pitch_x * pitch_y)
            assert bool(found.closed[at]) == (not (here & edge).any())
            assert bool(found.inner[at]) == (not edge.flat[place])
            if np.isfinite(passes[own]):
                assert found.pass_um[at] == pytest.approx(-passes[own])
                room = np.maximum(passes[own] - sign * z[here], 0).sum() * pitch_x * pitch_y
                assert found.volume_um3[at] == pytest.approx(room)


def test_density_of_maxima_of_a_gaussian_field():
    """Without pruning, maxima per area of a field with autocorrelation exp(-r²/l²) are
    m4/(6 sqrt 3 pi m2) with m2 = 2/l², m4 = 12/l⁴ (Longuet-Higgins 1957; Nayak 1971), so
    1/(sqrt 3 pi l²). On a grid of l/15 maxima are missed only within a point of a saddle."""
    rng = np.random.default_rng(31)
    length = 15.0
    found = []
    for _ in range(30):
        z = gaussian_field(rng, 300, length)
        hills, _ = hills_and_dales(z, 0.0, 0.0, 1.0, 1.0)
        inside = (z.shape[0] - 2) * (z.shape[1] - 2)
        found.append(hills.inner.sum() / inside)
    assert abs(ensemble(found, 1 / (np.sqrt(3) * np.pi * length**2))) < 3


def test_hills_are_the_dales_of_the_mirrored_map():
    """Turning the surface over swaps hills and dales, value by value."""
    rng = np.random.default_rng(32)
    z = gaussian_field(rng, 120, 5.0)
    hills, dales = hills_and_dales(z, 0.0, 0.2, 1.0, 1.0)
    swapped_hills, swapped_dales = hills_and_dales(-z, 0.0, 0.2, 1.0, 1.0)
    for one, other in ((hills, swapped_dales), (dales, swapped_hills)):
        a = feature_parameters(z, one, z.size, 1.0, 1.0)
        b = feature_parameters(-z, other, z.size, 1.0, 1.0)
        a["curvature_per_mm"] *= -1
        assert a == pytest.approx(b)
