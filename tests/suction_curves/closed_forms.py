"""Suction curves written down in closed form, with their areas, apart from Turgor's own code."""

import numpy as np

ON, OFF = 3.0, 2.0


class Burgers:
    """A Burgers body under a pump of first order, by superposition of switchings on and off.

    Under a vacuum 1 - exp(-t/pump) the body answers, by convolution,
    Y(t) = J0 (1 - e^{-t/p}) + J1 (1 - (k e^{-t/k} - p e^{-t/p}) / (k - p))
           + r (t - p (1 - e^{-t/p}))
    """

    def __init__(
        self, j0=0.22, j1=0.06, kelvin=0.7, rate=0.004, pump=0.03, on=ON, off=OFF, cycles=5
    ):
        self.j0, self.j1, self.k, self.r, self.p = j0, j1, kelvin, rate, pump
        self.on, self.off, self.cycles = on, off, cycles

    def answer(self, t):
        t = np.maximum(np.asarray(t, dtype=float), 0.0)
        ep, ek = np.exp(-t / self.p), np.exp(-t / self.k)
        kelvin = 1 - (self.k * ek - self.p * ep) / (self.k - self.p)
        return self.j0 * (1 - ep) + self.j1 * kelvin + self.r * (t - self.p * (1 - ep))

    def answer_area(self, t):
        """Integral of ``answer`` from 0 to t."""
        t = np.maximum(np.asarray(t, dtype=float), 0.0)
        ip = t - self.p * (1 - np.exp(-t / self.p))
        ikelvin = t - (
            self.k**2 * (1 - np.exp(-t / self.k)) - self.p**2 * (1 - np.exp(-t / self.p))
        ) / (self.k - self.p)
        return self.j0 * ip + self.j1 * ikelvin + self.r * (t**2 / 2 - self.p * ip)

    def switches(self):
        period = self.on + self.off
        return [(i * period + late, sign) for i in range(self.cycles)
                for late, sign in ((0.0, 1.0), (self.on, -1.0))]  # fmt: skip

    def at(self, t):
        return sum(sign * self.answer(np.asarray(t) - s) for s, sign in self.switches())

    def area(self, a, b):
        return sum(
            sign * (self.answer_area(b - s) - self.answer_area(a - s))
            for s, sign in self.switches()
        )

    def speed(self, t):
        return sum(sign * self._speed(t - s) for s, sign in self.switches())

    def _speed(self, t):
        if t < 0:
            return 0.0
        ep, ek = np.exp(-t / self.p), np.exp(-t / self.k)
        kelvin = (ek - ep) / (self.k - self.p)
        return self.j0 / self.p * ep + self.j1 * kelvin + self.r * (1 - ep)


class Lines:
    """Straight lines: a fast rise to the corner, creep, a fast fall to its corner, a slow fall.

    Cycle i starts at level i * rest; corner and back are the times of the corners.
    """

    def __init__(self, corner=0.13, back=0.155, fast=0.25, creep=0.05, fall=0.18, slow=0.08,
                 rest=0.04, on=ON, off=OFF, cycles=5):  # fmt: skip
        self.corner, self.back = corner, back
        self.fast, self.creep, self.fall, self.slow = fast, creep, fall, slow
        self.on, self.off, self.cycles, self.rest = on, off, cycles, rest
        assert abs(fast + creep - fall - slow - rest) < 1e-12

    def nodes(self):
        t, z = [0.0], [0.0]
        for i in range(self.cycles):
            at = i * (self.on + self.off)
            for step, move in (
                (self.corner, self.fast),
                (self.on - self.corner, self.creep),
                (self.back, -self.fall),
                (self.off - self.back, -self.slow),
            ):
                at += step
                t.append(at)
                z.append(z[-1] + move)
        return np.array(t), np.array(z)

    def at(self, t):
        return np.interp(t, *self.nodes())

    def area(self, a, b):
        t, z = self.nodes()
        inside = (t > a) & (t < b)
        at = np.concatenate([[a], t[inside], [b]])
        return float(np.trapezoid(np.interp(at, t, z), at))


def values_by_hand(curve, start, split, back):
    """R, F and Q of the cycle that starts at ``start``, from the curve's own formulas."""
    on, off = curve.on, curve.off
    level, top, end = (float(curve.at(t)) for t in (start, start + on, start + on + off))
    uf, ua = top - level, top - end
    ue = float(curve.at(start + split)) - level
    ur = top - float(curve.at(start + on + back))
    release = start + on
    qe = top * back - curve.area(release, release + back) + ur * (off - back)
    rest = top * (off - back) - curve.area(release + back, release + off)
    qr = rest - ur * (off - back)
    return {
        "ue": ue, "uv": uf - ue, "ur": ur,
        "r0": uf, "r1": uf - ua, "r2": ua / uf, "r5": ur / ue, "r6": (uf - ue) / ue,
        "r7": ur / uf, "r8": ua,
        "f0": uf * on - (curve.area(start, release) - level * on),
        "f1": curve.area(release, release + off) - level * off,
        "q0": uf * off, "q1": (qe + qr) / (uf * off), "q2": qe / (uf * off), "q3": qr / (uf * off),
    }  # fmt: skip


def bend_by_hand(curve, start, length):
    """Time after ``start`` at which the curve's speed is the mean speed over ``length``."""
    from scipy.optimize import brentq

    mean = (curve.at(start + length) - curve.at(start)) / length
    return brentq(lambda s: (curve.speed(start + s) - mean) / mean, 2e-3, 0.6 * length, xtol=1e-12)
