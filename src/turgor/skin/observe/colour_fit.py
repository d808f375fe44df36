"""A person's colours as polynomials of melanin and blood, worked out from the shared model.

A spectrum takes tens of microseconds, a forecast needs millions of colours. For each skin a grid
of spectra is worked out once (half a second, kept on disk), and each colour is fitted in

u = (m - 1)/(m + 1), v = (b - 1)/(b + 1), w = d/(d + 1)

of the ratios m of melanin and b of blood, and of melanin d in the dermis. ``worst`` says by how
much the fit is off at most between its nodes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import collect_citations, remembered
from turgor.evidence.citing import cite
from turgor.evidence.draw import is_drawing
from turgor.skin.observe.colour_kept import keep_fit, kept_fit
from turgor.skin.observe.spectrum import COLOURS, changed_colours
from turgor.skin.term import Term

FloatArray = NDArray[np.float64]

#: the fit holds from 1/5 to 5 times the skin's own melanin and blood
_MOST_U, _MOST_V = 2.0 / 3.0, 2.0 / 3.0
#: most melanin in the dermis, as a share of the skin's own: w = 0.6
_MOST_W = 0.6
#: highest power of u, v and w, and of all together
_DEGREES, _ALL = (9, 7, 4), 10
#: nodes along u, v and w, at zeros of Chebyshev polynomials
_NODES = (14, 12, 7)


@dataclass(frozen=True, slots=True)
class ColourFit:
    """Polynomials of one skin's colours.

    coefficients : colour -> ((powers of u, v, w), coefficient). worst : colour -> largest error
    on a grid between the nodes, in the colour's unit.
    """

    coefficients: Mapping[str, tuple[tuple[tuple[int, int, int], float], ...]]
    worst: Mapping[str, float]

    def value(self, name: str, melanin: Term, blood: Term, dermal: Term) -> Term:
        """A colour at ratios of melanin and blood and at melanin in the dermis."""
        ladders = (
            _ladder((melanin - 1.0) / (melanin + 1.0), _DEGREES[0]),
            _ladder((blood - 1.0) / (blood + 1.0), _DEGREES[1]),
            _ladder(dermal / (dermal + 1.0), _DEGREES[2]),
        )
        total: Term = 0.0 * ladders[0][1]
        # Horner over u inside, so that each step is one product and one sum
        inner: dict[tuple[int, int], Term | float] = {}
        for (i, j, k), coefficient in self.coefficients[name]:
            so_far = inner.get((j, k), 0.0)
            inner[j, k] = so_far + (coefficient if i == 0 else coefficient * ladders[0][i])
        for (j, k), sum_ in inner.items():
            term: Term | float = sum_
            term = term if j == 0 else ladders[1][j] * term
            term = term if k == 0 else ladders[2][k] * term
            total = total + term
        return total


def _ladder(x: Term, most: int) -> list[Term]:
    """x to the powers 0 to most; the first stands for 1 and isn't used."""
    ladder = [x, x]
    for _ in range(most - 1):
        ladder.append(ladder[-1] * x)
    return ladder


@remembered(128)
def colour_fit(melanin: float, blood_fraction: float, oxygenation: float) -> ColourFit:
    """The polynomials of a skin with this melanin depth, blood fraction and oxygenation."""
    own = (melanin, blood_fraction, oxygenation)
    # draws of literature values are many, and none comes twice
    found = None if is_drawing() else kept_fit(own)
    if found is None:
        with collect_citations() as rests_on:
            found = _fitted(own)
        for source in rests_on[0]:
            cite(source)
        for name in rests_on[1]:
            cite("", name)
        if not is_drawing():
            keep_fit(own, *found, rests_on)
    solved, off = found
    powers = _powers()
    return ColourFit(
        {
            name: tuple(zip(powers, solved[:, i].tolist(), strict=True))
            for i, name in enumerate(COLOURS)
        },
        {name: float(off[i]) for i, name in enumerate(COLOURS)},
    )


def _fitted(own: tuple[float, float, float]) -> tuple[FloatArray, FloatArray]:
    """Coefficients (terms, colours), and the largest errors between the nodes (colours,)."""
    nodes = [_chebyshev(n) for n in _NODES]
    uvw, values = _grid(own, _MOST_U * nodes[0], _MOST_V * nodes[1], _half(nodes[2]))
    powers = _powers()
    terms = _terms(uvw, powers)
    between = [np.linspace(-1.0, 1.0, n) for n in (10, 9, 4)]
    check, held = _grid(own, _MOST_U * between[0], _MOST_V * between[1], _half(between[2]))
    tried = _terms(check, powers)
    solved = np.linalg.lstsq(terms, values, rcond=None)[0]
    off = np.abs(tried @ solved - held).max(axis=0)
    return np.asarray(solved), np.asarray(off)


def _grid(
    own: tuple[float, float, float], u: FloatArray, v: FloatArray, w: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Nodes (m, 3) and colours (m, 5) there."""
    uu, vv = (one.ravel() for one in np.meshgrid(u, v, indexing="ij"))
    nodes, values = [], []
    for each in w:
        colours = changed_colours(
            own, (1.0 + uu) / (1.0 - uu), (1.0 + vv) / (1.0 - vv), float(each / (1.0 - each))
        )
        nodes.append(np.column_stack([uu, vv, np.full_like(uu, each)]))
        values.append(np.column_stack([colours[name] for name in COLOURS]))
    return np.concatenate(nodes), np.concatenate(values)


def _half(x: FloatArray) -> FloatArray:
    """From -1 … 1 to 0 … the most of w."""
    return 0.5 * _MOST_W * (x + 1.0)


def _chebyshev(count: int) -> FloatArray:
    return np.asarray(np.cos(np.pi * (np.arange(count) + 0.5) / count))


def _powers() -> tuple[tuple[int, int, int], ...]:
    a, b, c = _DEGREES
    return tuple(
        (i, j, k)
        for i in range(a + 1)
        for j in range(b + 1)
        for k in range(c + 1)
        if i + j + k <= _ALL
    )


def _terms(uvw: FloatArray, powers: tuple[tuple[int, int, int], ...]) -> FloatArray:
    """Every product of powers (m, terms)."""
    ladders = [uvw[:, axis, None] ** np.arange(most + 1) for axis, most in enumerate(_DEGREES)]
    i, j, k = (list(column) for column in zip(*powers, strict=True))
    return np.asarray(ladders[0][:, i] * ladders[1][:, j] * ladders[2][:, k])
