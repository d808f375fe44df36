"""Published layers of peels as sessions, the skins that they were seen in, and what fits them.

Each published layer has a likelihood at each draw of the literature values and each shift of its
agent. Agents meet only in the draws, so an integral over shifts is a sum over a grid, and what the
layers say of the literature values is a weight on each draw.
"""

import math
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.special import ndtr

from turgor.evidence import evidence_table, parameter, parameter_draw
from turgor.physics.tissue import tissue_stack
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus.acid.asked import AskedPeel
from turgor.skin.stimulus.acid.exposure import expose
from turgor.skin.stimulus.acid.layer_class import Edges

FITTED = (
    "compounding", "policy", "review", "tca-chapter", "medium", "academy", "glycolic-times",
    "becker-1996", "cir-aha", "narda-2020", "hetter-2000-i", "hetter-2000-iv",
    "korean-guinea-pig-tca",
)  # fmt: skip
UNSEEN = ("jeong-2002", "boynton-2005")
AGENTS = (
    "glycolic", "lactic", "mandelic", "salicylic", "trichloroacetic", "pyruvic", "phenol",
    "jessner",
)  # fmt: skip
#: a face as the evidence base has it; a guinea pig's ear, a hairless mouse's and a Yucatan pig's
#: flank, all assumed: corneum, living epidermis, papillary and reticular dermis, subcutis
SKINS = (
    tissue_stack("cheek", age_years=45.0, sex="female"),
    TissueStack("ear", (10.0, 40.0, 80.0, 300.0, 500.0), 0.3, 0.01, 0.6),
    TissueStack("flank", (10.0, 20.0, 50.0, 300.0, 500.0), 0.3, 0.01, 0.6),
    TissueStack("flank", (15.0, 60.0, 150.0, 1500.0, 2000.0), 0.3, 0.01, 0.6),
)
SHIFTS = np.linspace(-4.0, 4.0, 81)
#: textbooks repeat each other: so many of their rows say as much as one
REPEATED = 3.0


@dataclass
class Row:
    """One published layer: the session, from low to high class, and its edges in each draw."""

    source: str
    peel: AskedPeel
    species: int
    low: int
    high: int
    killed: np.ndarray = field(default_factory=lambda: np.zeros(0))
    killed_edges: np.ndarray = field(default_factory=lambda: np.zeros((0, 3)))
    loosened: np.ndarray = field(default_factory=lambda: np.zeros(0))


@dataclass(frozen=True)
class Hyper:
    """Where agents' shifts lie and how far apart, the error, croton oil's gain and power."""

    middle: float = 0.0
    spread: float = 0.7
    error: float = 0.5
    gain: float = 1.5
    power: float = 0.5


def published(names):
    """Rows of the tables ``peel-classes-<name>``."""
    rows = []
    for name in names:
        table = evidence_table(f"peel-classes-{name}")
        for i in range(len(table.column("class_low"))):
            said = {key: float(values[i]) for key, values in table.columns.items()}
            agent = next(a for a in AGENTS if said.get(f"{a}_pct", 0.0) > 0.0)
            primer = next(
                (a for a in ("glycolic", "jessner") if said.get(f"primer_{a}_pct", 0.0) > 0.0), ""
            )
            peel = AskedPeel(
                agent=agent,
                percent=said[f"{agent}_pct"],
                ph=said.get("ph"),
                minutes=said.get("minutes"),
                coats=int(said.get("coats", 1.0)),
                second_agent=primer,
                second_percent=said.get(f"primer_{primer}_pct", 0.0),
                second_first=primer != "",
                croton_oil_pct=said.get("croton_oil_pct", 0.0),
            )
            species = int(said.get("species", 0.0))
            low, high = int(said["class_low"]), int(said["class_high"])
            rows.append(Row(name, peel, species, low, high))
    return rows


def work_out(rows, draws, seed=0):
    """Depths of each row in each draw, no shift and no error yet."""
    for row in rows:
        row.killed, row.loosened = np.zeros(draws), np.zeros(draws)
        row.killed_edges = np.zeros((draws, 3))
    for i in range(draws):
        with parameter_draw(i, draws, seed):
            floor, spread = parameter("peel.class.floor"), parameter("peel.class.loosening_error")
            done_once = {}
            for row in rows:
                key = (replace(row.peel, croton_oil_pct=0.0), row.species)
                if key not in done_once:
                    done_once[key] = expose(row.peel, SKINS[row.species])
                done = done_once[key]
                edges = Edges.of(SKINS[row.species])
                row.killed[i] = done.killed_um + floor
                row.killed_edges[i] = edges.killed_um
                ratio = max(done.loosened_um, 1e-9) / edges.loosened_um
                row.loosened[i] = ndtr(math.log(ratio) / spread)


def class_table(row, hyper):
    """Probability of each class by draw and shift, (5, draws, shifts)."""
    croton = row.peel.croton_oil_pct
    more = math.log1p(hyper.gain * croton**hyper.power) if croton > 0.0 else 0.0
    middle = np.log(row.killed)[:, None] + SHIFTS[None, :] + more
    below = [ndtr((np.log(row.killed_edges[:, k, None]) - middle) / hyper.error) for k in range(3)]
    loose = row.loosened[:, None]
    return np.stack(
        [
            (1.0 - loose) * below[0],
            loose * below[0],
            below[1] - below[0],
            below[2] - below[1],
            1.0 - below[2],
        ]
    )


def seen(row, table):
    """Likelihood of what was published, (draws, shifts)."""
    return np.maximum(table[row.low : row.high + 1].sum(axis=0), 1e-9)


class Fit:
    """All rows at one set of hyper-parameters.

    joint : draws are weighed by what the layers say of them, else all count alike, as in an
    ensemble of draws.
    """

    def __init__(self, rows, hyper, *, joint):
        self.rows, self.hyper, self.weighs = rows, hyper, joint
        weights = np.exp(-0.5 * ((SHIFTS - hyper.middle) / hyper.spread) ** 2)
        self.prior = weights / weights.sum()
        self.tables = [self._table(row) for row in rows]
        self.logs = [
            np.log(seen(row, table)) / REPEATED
            for row, table in zip(rows, self.tables, strict=True)
        ]

    def _table(self, row):
        table = class_table(row, self.hyper)
        return table if self.weighs else table.mean(axis=1, keepdims=True)

    def posterior(self, leave=()):
        """Weight of each draw and shift for every agent, of each draw, and the log evidence."""
        by_agent, total = {}, 0.0
        for agent in AGENTS:
            mine = [
                log
                for row, log in zip(self.rows, self.logs, strict=True)
                if row.peel.agent == agent and not any(row is gone for gone in leave)
            ]
            log = sum(mine) if mine else np.zeros_like(self.logs[0])
            likelihood = np.exp(log) * self.prior
            by_agent[agent] = likelihood
            total = total + np.log(likelihood.sum(axis=1))
        top = total.max()
        draws = np.exp(total - top)
        return by_agent, draws / draws.sum(), top + math.log(draws.mean())

    def predicted(self, row, leave):
        """Class probabilities of a row from the rows that are not left out, (5,)."""
        by_agent, draws, _ = self.posterior(leave)
        shifts = by_agent[row.peel.agent]
        shifts = shifts / shifts.sum(axis=1, keepdims=True)
        at = next((t for r, t in zip(self.rows, self.tables, strict=True) if r is row), None)
        table = self._table(row) if at is None else at
        return (table * (shifts * draws[:, None])).sum(axis=(1, 2))

    def shift(self, agent):
        """Mean and standard deviation of an agent's shift."""
        by_agent, draws, _ = self.posterior()
        weights = by_agent[agent] / by_agent[agent].sum(axis=1, keepdims=True) * draws[:, None]
        weights = weights.sum(axis=0)
        mean = float((weights * SHIFTS).sum())
        return mean, float(math.sqrt((weights * (SHIFTS - mean) ** 2).sum()))


def fit_hyper(rows, *, joint):
    """Hyper-parameters by evidence, under weak expectations of what they can be."""
    from scipy.optimize import minimize

    start = Hyper()

    def unpack(x):
        return Hyper(float(x[0]), *(float(math.exp(v)) for v in x[1:]))

    def cost(x):
        away = x[0] ** 2 / 2.0 + (x[1] - math.log(start.spread)) ** 2 / 0.5
        away += (x[2] - math.log(start.error)) ** 2 / 0.5
        away += (x[3] - math.log(start.gain)) ** 2 / 2.0 + (x[4] - math.log(start.power)) ** 2 / 0.5
        return -Fit(rows, unpack(x), joint=joint).posterior()[2] + away

    begin = [start.middle, *(math.log(v) for v in (start.spread, start.error, start.gain))]
    begin.append(math.log(start.power))
    simplex = np.vstack([begin, np.asarray(begin) + 0.35 * np.eye(len(begin))])
    options = {"xatol": 0.02, "fatol": 0.01, "maxfev": 250, "initial_simplex": simplex}
    found = minimize(cost, begin, method="Nelder-Mead", options=options)
    return unpack(found.x)
