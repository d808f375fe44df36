"""Second ways to what the suction law says, written apart from it."""

import importlib.util
import sys
import warnings
from pathlib import Path

import numpy as np

BENCHMARKS = Path(__file__).resolve().parents[3] / "benchmarks"


def finite_elements():
    """The finite-element builder of the benchmarks, as a module."""
    name = "suction_fe"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, BENCHMARKS / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            spec.loader.exec_module(module)
    return sys.modules[name]


def r_values(time, apex, on_s, off_s, cycles, split_s=0.1):
    """R values of a dense curve by their definitions, levels at the exact instants."""
    at = lambda t: float(np.interp(t, time, apex))  # noqa: E731
    ue, uf = at(split_s) - at(0.0), at(on_s) - at(0.0)
    ur, ua = at(on_s) - at(on_s + split_s), at(on_s) - at(on_s + off_s)
    last = at((cycles - 1) * (on_s + off_s) + on_s) - at(0.0)
    return {
        "R0": uf, "R2": ua / uf, "R5": ur / ue, "R6": (uf - ue) / ue, "R7": ur / uf,
        "R8": ua, "R9": last - uf,
    }  # fmt: skip


def lagging_pressure(target_mbar, on_s, off_s, cycles, tau_s, step_s):
    """The pump stepped through its own recurrence: each step closes a share of what is missing."""
    steps = round(cycles * (on_s + off_s) / step_s)
    pressure, out, closes = 0.0, np.zeros(steps + 1), 1.0 - np.exp(-step_s / tau_s)
    per, on = round((on_s + off_s) / step_s), round(on_s / step_s)
    for i in range(steps):
        command = target_mbar if i % per < on else 0.0
        pressure += closes * (command - pressure)
        out[i + 1] = pressure
    return out
