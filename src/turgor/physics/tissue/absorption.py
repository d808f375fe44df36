"""What a layer of skin absorbs from 400 nm to 2200 nm, by what it holds."""

import math
from dataclasses import dataclass

import numpy as np

from turgor.evidence import evidence_table, parameter
from turgor.physics.skin_optics.absorbers import MOST_NM as SHARED_MOST_NM
from turgor.physics.skin_optics.absorbers import absorbers
from turgor.physics.skin_optics.optics import SkinOptics
from turgor.physics.tissue.composition import composition
from turgor.physics.tissue.water import water_absorption_mm

#: nm: haemoglobin in water is tabled to the first; from the second on that of whole blood, whose
#: compilation steps at 1210 nm where one of its sources ends, is led to nothing at the third
_TABLED_NM, _FADING_NM, _BLOODLESS_NM = 1000.0, 1140.0, 1200.0
_BANDS = ("930", "1210", "1400", "1725")


@dataclass(frozen=True, slots=True)
class Chromophores:
    """Absorption of unit amounts at one wavelength, 1/mm.

    melanin : optical depth over that at 500 nm. blood : whole blood as it lies in vessels.
    bloodless : skin without blood and water. yellow : of the dermis. water, lipid : pure.
    """

    melanin: float
    blood: float
    bloodless: float
    yellow: float
    water: float
    lipid: float


def chromophores(optics: SkinOptics, wavelength_nm: float) -> Chromophores:
    """As the shared skin model has them up to 900 nm, with water and fat, and on to 2200 nm.

    Beyond 900 nm haemoglobin is that of whole blood less its water, to nothing at 1200 nm;
    bloodless skin goes on as at 900 nm.
    """
    shared = min(wavelength_nm, SHARED_MOST_NM)
    bands = absorbers(np.array([shared])).bands[:, 0]
    oxy, deoxy = float(bands[1]), float(bands[2])
    if wavelength_nm > SHARED_MOST_NM:
        oxy, deoxy = _haemoglobin_beyond(wavelength_nm)
    whole = optics.oxygenation * oxy + (1.0 - optics.oxygenation) * deoxy
    thick = 2.0 * whole * optics.vessel_radius_mm
    packed = -np.expm1(-thick) / thick if thick > 1e-8 else 1.0
    return Chromophores(
        melanin=float((500.0 / wavelength_nm) ** optics.melanin_exponent),
        blood=float(whole * packed),
        bloodless=float(optics.baseline_scale * bands[3]),
        yellow=float(optics.yellow_mm * bands[4]) if wavelength_nm <= SHARED_MOST_NM else 0.0,
        water=float(water_absorption_mm(wavelength_nm)),
        lipid=lipid_absorption_mm(wavelength_nm),
    )


def layer_absorption_mm(
    layer: str, optics: SkinOptics, epidermis_mm: float, unit: Chromophores
) -> float:
    """Absorption coefficient of a layer of LAYERS, 1/mm.

    epidermis_mm : thickness of corneum and living epidermis. Melanin is spread evenly over it,
    and bloodless skin absorbs in it as in the 60 µm of the shared skin model, from which melanin
    depths come. Put into the living part alone, the same melanin would send 20 % more blue light
    back from brown skin.
    """
    held = composition(layer)
    total = unit.bloodless + held.water_volume * unit.water
    if layer in ("stratum-corneum", "epidermis"):
        shared_mm = parameter("skin.epidermis_depth") / 1000.0
        total += unit.bloodless * (shared_mm / epidermis_mm - 1.0)
        total += optics.melanin * unit.melanin / epidermis_mm
    elif layer.endswith("-dermis"):
        total += optics.blood_fraction * unit.blood + unit.yellow
    elif layer == "subcutis":
        share = parameter("tissue.subcutis_blood_share")
        total += share * optics.blood_fraction * unit.blood + held.lipid_volume * unit.lipid
    return total


def lipid_absorption_mm(wavelength_nm: float) -> float:
    """Absorption of pure human fat, 1/mm: a ground that grows with wavelength and four bands."""
    ground = parameter("lipid.ground")
    ground *= math.pow(wavelength_nm / 1000.0, parameter("lipid.ground_power"))
    for band in _BANDS:
        away = (wavelength_nm - float(band)) / parameter(f"lipid.width.{band}")
        ground += parameter(f"lipid.peak.{band}") * math.exp(-0.5 * away * away)
    return ground


def _haemoglobin_beyond(wavelength_nm: float) -> tuple[float, float]:
    """What haemoglobin in whole blood absorbs beyond 900 nm, oxygenated and not, 1/mm.

    From 900 to 1000 nm the one table passes over into the other: whole blood less its water. Up to
    1200 nm haemoglobin decides (friebel-2009), beyond it water.
    """
    whole = evidence_table("blood-bosschaart")
    tabled = whole.column("wavelength_nm")
    held = min(wavelength_nm, float(tabled[-1]))
    water = parameter("blood.water_share") * float(water_absorption_mm(held))
    fading = min(max((_BLOODLESS_NM - wavelength_nm) / (_BLOODLESS_NM - _FADING_NM), 0.0), 1.0)
    passed = min((wavelength_nm - SHARED_MOST_NM) / (_TABLED_NM - SHARED_MOST_NM), 1.0)
    prahl = evidence_table("haemoglobin-prahl")
    molar = parameter("blood.haemoglobin_g_per_l") / parameter("blood.haemoglobin_g_per_mol")
    found = []
    for name, short in (("oxygenated_mm", "oxy"), ("deoxygenated_mm", "deoxy")):
        blood = max(float(np.interp(held, tabled, whole.column(name))) - water, 0.0) * fading
        extinction = prahl.column(f"{short}haemoglobin")
        dilute = np.interp(min(held, _TABLED_NM), prahl.column("wavelength_nm"), extinction)
        cell_free = float(math.log(10.0) * molar / 10.0 * dilute)
        found.append(passed * blood + (1.0 - passed) * cell_free)
    return found[0], found[1]
