"""One zone through its axis, for drawing."""

import math

import numpy as np

from turgor.evidence import parameter
from turgor.physics.heat.criteria import tissue_state
from turgor.record.stimulus import CrossSection
from turgor.skin.stimulus.light.zone import Zone

#: how far a drawing goes beyond the heat-shocked rim, as a factor
_MARGIN = 1.5


def cross_section(zone: Zone) -> CrossSection:
    """Temperature, damage of cells (log10 Ω) and state, out to half as far again as the zone."""
    run, outline = zone.run, zone.outline
    r = 0.5 * (run.r_edges_um[1:] + run.r_edges_um[:-1])
    z = 0.5 * (run.z_edges_um[1:] + run.z_edges_um[:-1])
    wide = max(_MARGIN * float(outline.shocked_um.max()), float(r[2]))
    deep = max(_MARGIN * outline.shocked_depth_um, float(z[2]))
    rows, columns = slice(0, int((z <= deep).sum())), slice(0, int((r <= wide).sum()))
    killed = zone.criteria["coagulated"].process.name
    with np.errstate(invalid="ignore"):
        log10 = run.log_damage[killed] / math.log(10.0)
    return CrossSection(
        r_um=r[columns],
        z_um=z[rows],
        peak_c=np.minimum(run.peak_c[rows, columns], parameter("mtz.char")),
        log10_damage=log10[rows, columns],
        state=tissue_state(run, zone.criteria)[rows, columns],
    )
