"""What the pre-stretch correction reaches, against two sources that know none of its moduli.

    python benchmarks/prestretch_truth.py

elements : surface speeds from finite elements in depth that know only W(F), ten stretches 1.06
           to 1.31, neo-Hookean; modulus as if unstretched and corrected
published: ten virtual subjects of a published finite-element study (five neo-Hookean, five
           Mooney-Rivlin), as if unstretched, corrected as neo-Hookean, corrected with their energy
"""

import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "reference" / "waves_physics"))

from incremental_elements import neo_hookean, surface_speed  # noqa: E402
from virtual_subjects import SUBJECTS  # noqa: E402

from turgor.physics.elasticity import prestretch as law  # noqa: E402
from turgor.physics.elasticity.shear import rayleigh_ratio  # noqa: E402

PERCENT = 100.0


def naive(speed, density):
    return 1e-3 * density * (speed / rayleigh_ratio()) ** 2


def elements():
    print("elements: stretch, c_R/(stretch c_0), error as if unstretched %, corrected %")
    for stretch in np.linspace(1.06, 1.31, 10):
        speed = surface_speed(neo_hookean, law.principal_stretches(float(stretch)))
        found = law.unstretched_shear_modulus_kpa(speed, float(stretch), 1000.0)
        plain = naive(speed, 1000.0)
        print(
            f"{stretch:.3f}  {speed / stretch:.4f}  {PERCENT * (plain - 1):6.1f}  "
            f"{PERCENT * (found - 1):+.5f}"
        )


def published():
    print("published: subject, stretch, c_R/(stretch c_0), naive %, as neo-Hookean %, own energy %")
    for s in SUBJECTS:
        true = s.youngs_kpa / 3.0
        own = law.StrainEnergy("mooney-rivlin", 0.5 * (1.0 + s.mix))
        values = (
            naive(s.rayleigh_m_s, s.density_kg_m3),
            law.unstretched_shear_modulus_kpa(s.rayleigh_m_s, s.stretch, s.density_kg_m3),
            law.unstretched_shear_modulus_kpa(
                s.rayleigh_m_s, s.stretch, s.density_kg_m3, energy=own
            ),
        )
        ratio = s.rayleigh_m_s / s.stretch / np.sqrt(1e3 * true / s.density_kg_m3)
        errors = "  ".join(f"{PERCENT * (v / true - 1):+6.1f}" for v in values)
        print(f"{s.name}  {s.stretch:.3f}  {ratio:.3f}  {errors}")


if __name__ == "__main__":
    elements()
    published()
