"""Forecasts out of a made-up table: quick, the same each time, and with courses that interfere.

Where the point of a test is the choice and not the skin.
"""

import random
from dataclasses import replace
from unittest.mock import patch

import numpy as np

from turgor.plan.plan import Band
from turgor.plan.scale import DIFFERENCE, Scale
from turgor.plan.table import PIGMENT, Curve, Row, Table, downtime_of, union
from turgor.plan.template import NOTHING, SUNSCREEN
from turgor.plan.together import Whole


class MadeUp:
    """Rows drawn by a candidate's name and a seed.

    interference : by how much each further course with sessions stretches the signs of all of
    them, and raises the odds of darkening, once they are forecast as one.
    """

    def __init__(self, seed: int = 0, interference: float = 0.0) -> None:
        self.seed, self.interference = seed, interference

    def __enter__(self) -> "MadeUp":
        self._patches = [
            patch("turgor.plan.prepare.table_of", self.table),
            patch("turgor.plan.together._whole", self.whole),
        ]
        for one in self._patches:
            one.start()
        return self

    def __exit__(self, *_: object) -> None:
        for one in self._patches:
            one.stop()

    def table(self, candidates, objectives, case, draws, studies, scenario, horizon_days):
        rows = tuple(self.row(one, objectives, horizon_days) for one in candidates)
        return Table(rows, replace(scenario, parameter_set="made up"), horizon_days, (), ())

    def row(self, candidate, objectives, horizon_days) -> Row:
        draw = random.Random(f"{self.seed} {candidate.template.id} {candidate.number}")
        treats = candidate.id != NOTHING
        days = np.array([0.0, 28.0, 1000.0])
        curves = {}
        for item in objectives:
            best = draw.uniform(2.0, 20.0) * treats * (0.3 if candidate.id == SUNSCREEN else 1.0)
            rise = np.array([0.0, 1.0, 1.0]) * best * item.sign
            ends = np.array([0.5 * rise, rise, 1.5 * rise])
            scale = Scale(DIFFERENCE, item.sign)
            curves[item.quantity] = Curve(
                item.quantity, "1", scale, days, ends, np.zeros(3), "skin", ""
            )
        each = draw.uniform(0.0, 12.0)
        signs = tuple(Band(0.5 * each, each, 2.0 * each) for _ in candidate.session_days)
        gaps = np.diff([*candidate.session_days, max(horizon_days, candidate.end_day + 1.0)])
        share = draw.uniform(0.0, 0.2)
        risk = {PIGMENT: Band(0.3 * share, share, min(2.0 * share, 1.0))} if signs else {}
        return Row(candidate, curves, signs, tuple(map(float, gaps)), risk, ())

    def whole(self, prepared, part) -> Whole:
        """All of them: a tenth of what each further one adds is lost, and signs last longer."""
        rows = [prepared.table.row(name) for name, _ in part]
        visiting = sum(bool(row.signs) for row in rows)
        stretch = 1.0 + self.interference * max(visiting - 1, 0)
        signs, spans = [], []
        for (_, week), row in zip(part, rows, strict=True):
            for day, band, span in zip(
                row.candidate.session_days, row.signs, row.spans, strict=True
            ):
                ends = Band(band.low * stretch, band.median * stretch, band.high * stretch)
                signs.append((7.0 * week + day, ends))
                spans.append(span)
        order = sorted(range(len(signs)), key=lambda k: signs[k][0])
        risk = {}
        if visiting:
            bands = [row.risk[PIGMENT] for row in rows if PIGMENT in row.risk]
            ends = [
                union(getattr(one, name) for one in bands) for name in ("low", "median", "high")
            ]
            risk[PIGMENT] = Band(*(min(stretch * one, 1.0) for one in ends))
        return Whole(
            curves={
                item.quantity: self._curve(item, part, rows) for item in prepared.sought.objectives
            },
            signs=tuple(signs[k] for k in order),
            downtime=downtime_of([one for _, one in signs], spans),
            risk=risk,
        )

    def _curve(self, item, part, rows) -> Curve:
        days = np.arange(0.0, 1001.0, 7.0)
        values = np.zeros((3, days.size))
        for (_, week), row in zip(part, rows, strict=True):
            own = row.curves[item.quantity]
            since = days - 7.0 * week
            values += [np.where(since >= 0.0, np.interp(since, own.days, one), 0.0)
                       for one in own.values]  # fmt: skip
        values *= 0.9 ** max(len(part) - 1, 0)
        scale = Scale(DIFFERENCE, item.sign)
        return Curve(item.quantity, "1", scale, days, values, np.zeros(days.size), "skin", "")
