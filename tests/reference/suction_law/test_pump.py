"""The pump in closed form against its differential equation, integrated apart from it."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from turgor.errors import InputError
from turgor.physics.elasticity.pump import PumpCycles, pump_pressure_mbar


def integrated(pump, time):
    """dP/dt = (command - P) / tau, solved piece by piece between the command's edges."""
    pressure, out = 0.0, np.zeros_like(time)
    for k in range(pump.cycles):
        begin = pump.start_s + k * (pump.on_s + pump.off_s)
        edges = [(begin, begin + pump.on_s, pump.pressure_mbar, pump.rise_s)]
        edges.append((begin + pump.on_s, begin + pump.on_s + pump.off_s, 0.0, pump.fall_s))
        for a, b, command, tau in edges:
            here = (time >= a - 1e-12) & (time < b - 1e-12)
            asked = np.append(time[here], b)
            got = solve_ivp(
                lambda _, p, c=command, t=tau: (c - p) / t,
                (a, b), [pressure], t_eval=asked, rtol=1e-12, atol=1e-10, method="DOP853",
            )  # fmt: skip
            out[here] = got.y[0][:-1]
            pressure = got.y[0][-1]
    return out


@pytest.mark.parametrize(("rise", "fall"), [(0.01, 0.01), (0.03, 0.05), (0.08, 0.08), (0.9, 1.4)])
def test_closed_form_agrees_with_the_differential_equation(rise, fall):
    pump = PumpCycles(450.0, 2.0, 1.5, 4, rise, fall, start_s=0.25)
    time = np.arange(0.25, 14.2, 0.01)
    assert np.abs(pump_pressure_mbar(time, pump) - integrated(pump, time)).max() < 1e-6


def test_a_pump_without_delay_is_its_command():
    pump = PumpCycles(300.0, 1.0, 1.0, 2, 0.0, 0.0)
    time = np.array([-0.1, 0.0, 0.5, 1.0, 1.5, 2.0, 2.9, 3.0, 4.5])
    assert pump_pressure_mbar(time, pump).tolist() == [0, 300, 300, 0, 0, 300, 300, 0, 0]


def test_absurd_cycles_are_refused():
    for bad in ((0.0, 2, 2, 1), (450.0, 0, 2, 1), (450.0, 2, 2, 0)):
        with pytest.raises(InputError):
            PumpCycles(*bad)
    with pytest.raises(InputError):
        PumpCycles(450.0, 2, 2, 1, rise_s=-0.1)
