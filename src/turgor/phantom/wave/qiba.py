"""The 48 elastic cases of the QIBA digital phantoms, rebuilt as exact fields.

Four shear moduli, three focal depths, two f-numbers, two durations of the push (README and
results/QIBA_Report_Mesh0p25mm_GroupVelocity.xlsx of RSNA-QIBA-US-SWS/QIBA-DigitalPhantoms, MIT):
3 MHz, 0.45 dB/cm/MHz, axial motion at the focal depth. The originals are finite elements on a
0.25 mm mesh, pushed by an array 14 mm high with a lens focused at 50 mm; here the beam is Gaussian,
round or, with ``lens``, as wide across the picture as such a lens makes it. Planted speeds are the
same, the shapes of the pushes alike.
"""

import math

from turgor.phantom.wave.field import WaveSpec
from turgor.phantom.wave.spec import PushSource, Solid, WaveFaults, WaveGrid

MODULI_KPA = (1.0, 2.0, 5.0, 10.0)
FOCI_MM = (30.0, 50.0, 70.0)
F_NUMBERS = (2.0, 3.5)
PUSHES_S = (167e-6, 334e-6)
ARRAY_HEIGHT_MM, LENS_MM = 14.0, 50.0


def qiba_cases(
    faults: WaveFaults | None = None, shape: str = "focused", lens: bool = False
) -> tuple[WaveSpec, ...]:
    """Every case, named as in the report, e.g. G1KPA_FOCUS30_FN2p0_T167.

    lens : the beam is wider across the picture than in it, as in the originals.
    Laterals 0 to 20 mm every 0.25 mm, times every 0.1 ms until a wave has gone 25 mm.
    """
    cases = []
    for focus in FOCI_MM:
        for f_number in F_NUMBERS:
            for modulus in MODULI_KPA:
                width = elevation_mm(focus) if lens else None
                times = 1 + math.ceil(25e-3 / math.sqrt(modulus) / 1e-4)
                for push in PUSHES_S:
                    cases.append(
                        WaveSpec(
                            PushSource(
                                Solid(mu_kpa=modulus),
                                shape,
                                focus,
                                f_number,
                                push,
                                elevation_mm=width,
                            ),
                            WaveGrid(depth_mm=(focus,), times=times),
                            faults or WaveFaults(),
                            _name(modulus, focus, f_number, push),
                        )
                    )
    return tuple(cases)


def elevation_mm(depth_mm: float) -> float:
    """Waist across the picture at a depth, of a Gaussian beam from that array and lens at 3 MHz."""
    wavelength = 1.54 / 3.0
    least = 0.87 * wavelength * LENS_MM / ARRAY_HEIGHT_MM
    length = math.pi * least**2 / wavelength
    return least * math.hypot(1.0, (depth_mm - LENS_MM) / length)


def _name(modulus: float, focus: float, f_number: float, push: float) -> str:
    number = f"{f_number:.1f}".replace(".", "p")
    return f"G{modulus:.0f}KPA_FOCUS{focus:.0f}_FN{number}_T{round(1e6 * push)}"
