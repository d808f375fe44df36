"""A stack of tissue as light of one wavelength sees it."""

import numpy as np

from turgor.errors import InputError
from turgor.evidence import find_source, parameter
from turgor.physics.photons.layers import OpticalLayer, OpticalStack
from turgor.physics.tissue.absorption import chromophores, layer_absorption_mm
from turgor.physics.tissue.composition import composition
from turgor.physics.tissue.pigment import typical_optics
from turgor.physics.tissue.scattering import reduced_scattering_mm, refractive_index
from turgor.physics.tissue.water import water_absorption_mm
from turgor.record.tissue import LAYERS, TissueStack

#: Wavelengths with data, nm: where skin scatters, and where water alone decides.
SCATTERING_NM = (400.0, 2200.0)
WATER_NM = (2600.0, 12000.0)
#: beyond this wavelength the effective coefficient of the carbon dioxide laser holds, nm
_FAR_NM = 5000.0


def optical_stack(
    stack: TissueStack, wavelength_nm: float, *, cut_um: float | None = None
) -> OpticalStack:
    """Layers of a stack for light in air above it, under the present draw.

    cut_um : depth below which the layer that lies there goes on without end; None = the
    subcutis does. Deeper layers are left out then.

    From 400 to 2200 nm the layers hold melanin, blood, water, lipid and bloodless skin, and
    scatter. From 2600 to 12000 nm water alone absorbs, with the effective coefficient that works
    while tissue is ablated, and nothing scatters.

    Errors: InputError for a wavelength without data, or a cut that is not above 0.
    """
    if cut_um is not None and not cut_um > 0.0:
        raise InputError(f"the stack is cut at {cut_um} µm; the depth lies above 0")
    if SCATTERING_NM[0] <= wavelength_nm <= SCATTERING_NM[1]:
        layers = _scattering(stack, wavelength_nm)
    elif WATER_NM[0] <= wavelength_nm <= WATER_NM[1]:
        layers = [_water_alone(stack, layer, wavelength_nm) for layer in LAYERS]
    else:
        raise _no_data(wavelength_nm)
    last = len(LAYERS) - 1 if cut_um is None else int(stack.layer_at(np.array(cut_um)))
    layers[last] = _endless(layers[last])
    return OpticalStack(tuple(layers[: last + 1]), index_below=layers[last].index)


def effective_absorption(wavelength_nm: float) -> float:
    """Share of water's low-intensity absorption that works under an ablating pulse (2.6 to 12 µm).

    Errors: InputError outside.
    """
    if not WATER_NM[0] <= wavelength_nm <= WATER_NM[1]:
        raise _no_data(wavelength_nm)
    name = "3_um" if wavelength_nm < _FAR_NM else "10_um"
    return parameter(f"tissue.effective_absorption.{name}")


def _scattering(stack: TissueStack, wavelength_nm: float) -> list[OpticalLayer]:
    optics = typical_optics(stack.melanin, stack.blood_fraction, stack.oxygenation)
    unit = chromophores(optics, wavelength_nm)
    epidermis_um = stack.top_um("papillary-dermis")
    forward = parameter("tissue.anisotropy")
    return [
        OpticalLayer(
            thickness_mm=thickness / 1000.0,
            absorption_mm=layer_absorption_mm(layer, optics, epidermis_um / 1000.0, unit),
            scattering_mm=reduced_scattering_mm(layer, optics, epidermis_um, wavelength_nm)
            / (1.0 - forward),
            anisotropy=forward,
            index=refractive_index(layer, wavelength_nm),
        )
        for layer, thickness in zip(LAYERS, stack.thickness_um, strict=True)
    ]


def _water_alone(stack: TissueStack, layer: str, wavelength_nm: float) -> OpticalLayer:
    absorption = float(water_absorption_mm(wavelength_nm)) * effective_absorption(wavelength_nm)
    return OpticalLayer(
        thickness_mm=stack.thickness_um[LAYERS.index(layer)] / 1000.0,
        absorption_mm=composition(layer).water_volume * absorption,
        scattering_mm=0.0,
        anisotropy=0.0,
        index=refractive_index(layer, wavelength_nm),
    )


def _endless(layer: OpticalLayer) -> OpticalLayer:
    return OpticalLayer(
        float("inf"), layer.absorption_mm, layer.scattering_mm, layer.anisotropy, layer.index
    )


def _no_data(wavelength_nm: float) -> InputError:
    hint = "; is it in µm?" if 0.3 < wavelength_nm < 13.0 else ""
    scatter, water = find_source("bashkatov-2005"), find_source("segelstein-1981")
    return InputError(
        f"skin has no optical data at {wavelength_nm:g} nm{hint}; allowed: "
        f"{SCATTERING_NM[0]:.0f} to {SCATTERING_NM[1]:.0f} nm ({scatter.id}, {water.id}) and "
        f"{WATER_NM[0]:.0f} to {WATER_NM[1]:.0f} nm, where water alone decides ({water.id})"
    )
