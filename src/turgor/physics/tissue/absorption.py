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

#: haemoglobin is tabled to here, nm, and decides the absorption of blood up to the second
_TABLED_NM, _BLOODLESS_NM = 1000.0, 1200.0
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

    Beyond 900 nm haemoglobin is read from its table, and from 1000 nm falls in a straight line to
    nothing at 1200 nm (friebel-2009: haemoglobin decides up to there); bloodless skin goes on.
    """
    shared = min(wavelength_nm, SHARED_MOST_NM)
    bands = absorbers(np.array([shared])).bands[:, 0]
    oxy, deoxy = float(bands[1]), float(bands[2])
    if wavelength_nm > SHARED_MOST_NM:
        oxy, deoxy = _blood_beyond(wavelength_nm)
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

    epidermis_mm : thickness over which the melanin is spread evenly.
    """
    held = composition(layer)
    total = unit.bloodless + held.water_volume * unit.water
    if layer == "epidermis":
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


def _blood_beyond(wavelength_nm: float) -> tuple[float, float]:
    """Whole blood, oxygenated and not, beyond the shared model's range, 1/mm."""
    table = evidence_table("haemoglobin-prahl")
    molar = parameter("blood.haemoglobin_g_per_l") / parameter("blood.haemoglobin_g_per_mol")
    per_mm = np.log(10.0) * molar / 10.0
    held = min(wavelength_nm, _TABLED_NM)
    left = (_BLOODLESS_NM - wavelength_nm) / (_BLOODLESS_NM - _TABLED_NM)
    scale = per_mm * min(max(left, 0.0), 1.0)
    tabled = table.column("wavelength_nm")
    oxy = np.interp(held, tabled, table.column("oxyhaemoglobin"))
    deoxy = np.interp(held, tabled, table.column("deoxyhaemoglobin"))
    return float(scale * oxy), float(scale * deoxy)
