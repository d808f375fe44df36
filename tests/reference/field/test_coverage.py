"""Coverage against discs that are set down one by one, and against closed forms."""

import math

import numpy as np
import pytest

from turgor.record.stimulus import DEPTH_UM, PROFILE_KINDS
from turgor.skin.stimulus.field.coverage import covered_share, lateral_fractions, lattice_share
from turgor.skin.stimulus.field.shape import ZoneField, ZoneShape, density_of_pitch

SIDE_UM = 6000.0


def grid_centres(rng, pitch, lattice):
    """A lattice of any place and direction, over a square and what lies about it."""
    n = int(2.5 * SIDE_UM / pitch)
    i, j = np.meshgrid(np.arange(-n, n + 1), np.arange(-n, n + 1))
    if lattice == "square":
        x, y = i * pitch, j * pitch
    else:
        x, y = (i + 0.5 * (j % 2)) * pitch, j * pitch * math.sqrt(3.0) / 2.0
    turn = rng.uniform(0.0, 2.0 * math.pi)
    shift = rng.uniform(0.0, SIDE_UM, 2)
    u = math.cos(turn) * x - math.sin(turn) * y + shift[0]
    v = math.sin(turn) * x + math.cos(turn) * y + shift[1]
    return np.column_stack([u.ravel(), v.ravel()])


def random_centres(rng, density):
    margin = 1000.0
    side = SIDE_UM + 2.0 * margin
    count = rng.poisson(density * side**2 / 1e8)
    return rng.uniform(-margin, SIDE_UM + margin, (count, 2))


def painted(rng, field, radii, reach=1.0, points=4000):
    """Strongest kind over random points when each disc is set down by itself."""
    from scipy.spatial import cKDTree

    if field.placement == "random":
        centres = random_centres(rng, field.density_mtz_cm2)
    else:
        one = [grid_centres(rng, field.pitch_um, field.lattice) for _ in range(field.passes)]
        centres = np.concatenate(one)
    centres = centres[rng.uniform(size=len(centres)) < reach]
    near = cKDTree(centres).query(rng.uniform(0.0, SIDE_UM, (points, 2)))[0]
    return np.array([(near <= r).mean() for r in radii])


CASES = [
    (ZoneField(400, 1, "random"), (60.0, 90.0, 150.0), 1.0),
    (ZoneField(2000, 8, "random"), (50.0, 70.0, 120.0), 1.0),
    (ZoneField(400, 1), (60.0, 240.0, 310.0), 1.0),
    (ZoneField(400, 1, lattice="hexagonal"), (60.0, 265.0, 300.0), 1.0),
    (ZoneField(1000, 4), (60.0, 90.0, 200.0), 1.0),
    (ZoneField(1600, 4, lattice="hexagonal"), (60.0, 120.0, 290.0), 1.0),
    (ZoneField(900, 3), (70.0, 200.0, 330.0), 0.6),
    (ZoneField(900, 3, lattice="hexagonal"), (70.0, 310.0, 400.0), 0.3),
    (ZoneField(900, 3, "random"), (70.0, 200.0, 330.0), 0.6),
]


@pytest.mark.parametrize(("field", "radii", "reach"), CASES)
def test_discs_set_down_one_by_one(field, radii, reach):
    rng = np.random.default_rng(20261126)
    runs = np.array([painted(rng, field, radii, reach) for _ in range(60)])
    error = runs.std(axis=0, ddof=1) / math.sqrt(len(runs))
    ours = covered_share(np.array(radii), field, reach)
    # 9 cases of 3 radii: 4 standard errors; next to all covered, none of the points may be free
    assert (np.abs(ours - runs.mean(axis=0)) <= 4.0 * error + 1e-4).all()
    assert error.max() < 0.006


def test_strips_that_overlap_set_down_one_by_one():
    """Strips of a regular grid, each moved on by less than its width."""
    rng = np.random.default_rng(7)
    overlap, pitch, radius, passes = 0.3, 500.0, 190.0, 2
    field = ZoneField(density_of_pitch(pitch) * passes / (1.0 - overlap), passes,
                      strip_overlap=overlap)  # fmt: skip
    assert field.pitch_um == pytest.approx(pitch)
    shares = []
    for _ in range(4000):
        covered, where = False, rng.uniform(0.0, 1.0)
        for _ in range(passes):
            # strips of width 1 begin every 1 - overlap; those that lie over the place
            begin = rng.uniform(0.0, 1.0 - overlap) - 2.0
            begins = begin + (1.0 - overlap) * np.arange(8)
            for _ in range(int(((begins <= where) & (where < begins + 1.0)).sum())):
                offset = rng.uniform(-0.5 * pitch, 0.5 * pitch, 2)  # from the nearest zone
                covered |= bool(np.hypot(*offset) <= radius)
        shares.append(covered)
    error = np.std(shares) / math.sqrt(len(shares))
    assert covered_share(np.array([radius]), field)[0] == pytest.approx(
        np.mean(shares), abs=3.5 * error
    )


def test_boolean_model():
    """Hall 1988: a Boolean model of discs leaves exp(-density·area) free."""
    radius = np.array([10.0, 100.0, 500.0])
    ours = covered_share(radius, ZoneField(700, 5, "random"))
    np.testing.assert_allclose(1.0 - ours, np.exp(-700e-8 * math.pi * radius**2), rtol=1e-12)


@pytest.mark.parametrize(
    ("lattice", "full"), [("square", math.pi / 4.0), ("hexagonal", math.pi / math.sqrt(12.0))]
)
def test_touching_discs_have_the_packing_density(lattice, full):
    """The densest packing on each lattice, known in closed form (square pi/4, hexagonal)."""
    assert lattice_share(np.array([50.0]), 100.0, lattice)[0] == pytest.approx(full, rel=1e-12)


@pytest.mark.parametrize(
    ("lattice", "least"), [("square", 1.0 / math.sqrt(2.0)), ("hexagonal", 1.0 / math.sqrt(3.0))]
)
def test_least_radius_that_covers_all(lattice, least):
    """Covering radius of each lattice (Conway and Sloane): half the diagonal of its hole."""
    below, at = lattice_share(np.array([least - 1e-3, least]) * 100.0, 100.0, lattice)
    assert at == pytest.approx(1.0, abs=1e-12)
    assert below < 1.0


def test_overlap_of_two_circles():
    """Between pitch/2 and pitch/sqrt(2) only neighbours overlap: two lenses for each disc."""
    pitch, radius = 100.0, 62.0
    lens = 2 * radius**2 * math.acos(pitch / (2 * radius)) - 0.5 * pitch * math.sqrt(
        4 * radius**2 - pitch**2
    )
    expected = (math.pi * radius**2 - 2.0 * lens) / pitch**2
    assert lattice_share(np.array([radius]), pitch, "square")[0] == pytest.approx(expected)


def test_many_passes_of_a_grid_become_random():
    """The union of many sparse, independent grids tends to the Boolean model."""
    radius = np.array([60.0, 120.0])
    grid = covered_share(radius, ZoneField(900, 3000))
    np.testing.assert_allclose(grid, covered_share(radius, ZoneField(900, 1, "random")), rtol=2e-3)


def test_nested_kinds_set_down_one_by_one():
    """The strongest kind over each of many points, by a rule written out for every disc."""
    rng = np.random.default_rng(3)
    radii = {"removed": 50.0, "coagulated": 90.0, "heat-shocked": 160.0, "punctured": 20.0}
    field = ZoneField(1500, 1, "random")
    flat = {kind: np.full(DEPTH_UM.shape, r) for kind, r in radii.items()}
    ours = lateral_fractions(
        ZoneShape(flat["removed"], flat["coagulated"], flat["heat-shocked"], flat["punctured"]),
        field,
    )
    shares = []
    for _ in range(50):
        centres, counts = random_centres(rng, 1500), dict.fromkeys(PROFILE_KINDS, 0)
        for place in rng.uniform(0.0, SIDE_UM, (400, 2)):
            away = np.hypot(*(centres - place).T)
            kinds = [kind for kind in PROFILE_KINDS if (away <= radii[kind]).any()]
            if kinds:
                counts[kinds[0]] += 1
        shares.append([counts[kind] / 400 for kind in PROFILE_KINDS])
    error = np.std(shares, axis=0, ddof=1) / math.sqrt(len(shares))
    for kind, share, se in zip(PROFILE_KINDS, np.mean(shares, axis=0), error, strict=True):
        assert abs(ours[kind][0] - share) <= 3.5 * se, kind
    assert ours["punctured"].max() == 0.0
    total = sum(ours.values())
    assert isinstance(total, np.ndarray)
    assert total.max() <= 1.0
