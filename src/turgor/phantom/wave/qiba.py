"""The 48 elastic cases of the QIBA digital phantoms, rebuilt as exact fields.

Four shear moduli, three focal depths, two f-numbers, two durations of the push (README and
results/QIBA_Report_Mesh0p25mm_GroupVelocity.xlsx of RSNA-QIBA-US-SWS/QIBA-DigitalPhantoms, MIT):
3 MHz, 0.45 dB/cm/MHz, axial motion at the focal depth. The originals are finite elements on a
0.25 mm mesh with an array that is focused in elevation by a lens; here the beam is round, so the
planted speeds are the same and the shapes of the pushes aren't.
"""

import math

from turgor.phantom.wave.field import WaveSpec
from turgor.phantom.wave.spec import PushSource, Solid, WaveFaults, WaveGrid

MODULI_KPA = (1.0, 2.0, 5.0, 10.0)
FOCI_MM = (30.0, 50.0, 70.0)
F_NUMBERS = (2.0, 3.5)
PUSHES_S = (167e-6, 334e-6)


def qiba_cases(faults: WaveFaults | None = None, shape: str = "focused") -> tuple[WaveSpec, ...]:
    """Every case, named as in the report, e.g. G1KPA_FOCUS30_FN2p0_T167.

    Laterals 0 to 20 mm every 0.25 mm, times every 0.1 ms until a wave has gone 25 mm.
    """
    cases = []
    for focus in FOCI_MM:
        for f_number in F_NUMBERS:
            for modulus in MODULI_KPA:
                times = 1 + math.ceil(25e-3 / math.sqrt(modulus) / 1e-4)
                for push in PUSHES_S:
                    cases.append(
                        WaveSpec(
                            PushSource(Solid(mu_kpa=modulus), shape, focus, f_number, push),
                            WaveGrid(depth_mm=(focus,), times=times),
                            faults or WaveFaults(),
                            _name(modulus, focus, f_number, push),
                        )
                    )
    return tuple(cases)


def _name(modulus: float, focus: float, f_number: float, push: float) -> str:
    number = f"{f_number:.1f}".replace(".", "p")
    return f"G{modulus:.0f}KPA_FOCUS{focus:.0f}_FN{number}_T{round(1e6 * push)}"
