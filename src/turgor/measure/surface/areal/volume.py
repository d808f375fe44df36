"""Volume parameters from the areal material ratio curve."""

from dataclasses import dataclass

from turgor.measure.surface.areal.material import MaterialCurve

#: material ratios that part peaks from core and core from dales, %
PEAK_RATIO_PCT = 10.0
DALE_RATIO_PCT = 80.0


@dataclass(frozen=True, slots=True)
class VolumeParameters:
    """Volumes per unit area, µm³/µm²: void Vv(p), material Vm(p) and their four parts."""

    vv_um: float
    vvv_um: float
    vvc_um: float
    vm_um: float
    vmp_um: float
    vmc_um: float


def volume_parameters(
    curve: MaterialCurve, p_pct: float = PEAK_RATIO_PCT, q_pct: float = DALE_RATIO_PCT
) -> VolumeParameters:
    """Void and material volumes at the ratios p and q (both in %, p below q).

    Vm(p) is the material above the height Smc(p), Vv(p) the void below it; Vmp = Vm(p),
    Vmc = Vm(q) - Vm(p), Vvc = Vv(p) - Vv(q), Vvv = Vv(q). Source: iso-25178-2-2021.
    """
    high, low = curve.smc_um(p_pct), curve.smc_um(q_pct)
    vm_high, vm_low = curve.material_um(high), curve.material_um(low)
    vv_high, vv_low = curve.void_um(high), curve.void_um(low)
    return VolumeParameters(
        vv_um=vv_high,
        vvv_um=vv_low,
        vvc_um=vv_high - vv_low,
        vm_um=vm_high,
        vmp_um=vm_high,
        vmc_um=vm_low - vm_high,
    )
