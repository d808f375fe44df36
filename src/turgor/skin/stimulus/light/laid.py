"""How a session's zones lie on the skin, and the heat that they leave for one another."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import find_parameter
from turgor.physics.heat.cooling import Cooling
from turgor.physics.heat.layers import ThermalLayer
from turgor.record.stimulus import DEPTH_UM
from turgor.skin.stimulus.field import ZoneField
from turgor.skin.stimulus.field.build_up import BuildUp, Scan, build_up, usual_scan
from turgor.skin.stimulus.field.density import density_of_coverage
from turgor.skin.stimulus.field.device import LaserDevice
from turgor.skin.stimulus.field.heat_kernel import HeatDeposit
from turgor.skin.stimulus.light.settings import LaserSettings
from turgor.skin.stimulus.light.zone import HeatSource

FloatArray = NDArray[np.float64]

#: random zones never cover all of the skin; from here on a stated coverage means a full field
_FULL_PCT = 99.9
#: heat is told down to this depth, in as many slabs, µm
_SLABS_UM = np.concatenate([np.arange(0.0, 500.0, 50.0), np.arange(500.0, 3001.0, 250.0)])
#: depths at which the rise is worked out, µm
_AT_UM = np.array([0.0, 100.0, 250.0, 500.0, 1000.0, 2000.0, 6000.0])


def zone_field(read: LaserSettings, device: LaserDevice, nominal_um: float) -> ZoneField:
    """Zones by density, or by the share of the skin that nominal spots cover.

    Errors: InputError for a coverage that such a field never reaches.
    """
    laid = ZoneField(
        density_mtz_cm2=1.0,
        passes=read.passes,
        placement=device.placement,
        strip_overlap=0.01 * read.overlap_pct,
    )
    if not math.isnan(read.density_mtz_cm2):
        return replace(laid, density_mtz_cm2=read.density_mtz_cm2)
    if read.coverage_pct >= _FULL_PCT:
        laid = replace(laid, placement="grid", passes=1, strip_overlap=0.0)
    density = density_of_coverage(read.coverage_pct, nominal_um, laid)
    return replace(laid, density_mtz_cm2=density)


def scan_of(device: LaserDevice) -> Scan:
    """The device's order of zones at the usual rate, under the present draw."""
    return replace(usual_scan(), order=device.order)


def rise_of(
    left: HeatDeposit,
    field: ZoneField,
    scan: Scan,
    layers: Sequence[ThermalLayer],
    cooling: Cooling,
) -> BuildUp:
    """What zones that leave this heat warm the next one's place by, by depth (_AT_UM), K."""
    transfer = min(cooling.transfer_w_m2k, 1e6) if math.isinf(cooling.lasts_s) else 0.0
    return build_up(left, field, scan, layers, _AT_UM, transfer)


def warmer_k(rise: BuildUp) -> FloatArray:
    """Background at DEPTH_UM, K; no warmer than what would by itself kill all of the skin.

    A session that leaves more is refused where it is read; a draw of it is held there.
    """
    total = rise.same_pass_k + rise.earlier_passes_k
    most = find_parameter("field.rise.most").value
    return np.asarray(np.interp(DEPTH_UM, _AT_UM, np.minimum(total, most)), dtype=np.float64)


def deposit_of(heat: HeatSource) -> HeatDeposit:
    """Heat of one zone by slab of depth, about the axis as its second moment says."""
    held = np.concatenate([[0.0], np.cumsum(heat.by_row_mj())])
    by_slab = np.diff(np.interp(_SLABS_UM, heat.z_edges_um, held))
    return HeatDeposit(_SLABS_UM, np.maximum(by_slab, 0.0), heat.radius_um())
