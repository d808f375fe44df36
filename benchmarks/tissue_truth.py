"""The stack of tissue against measured skin, and what it rests on.

    python benchmarks/tissue_truth.py [near-infrared visible thickness values assumed cost]

near-infrared: level and power of scattering fitted to the mean reflectance of 100 forearms (NIST,
read from ../shared/data/colour/nist) from 1075 to 2200 nm, all else as the stack has it; again with
all else drawn; and person by person. visible: the stack's reflectance beside the shared skin
model's, by phototype. thickness: layers by site, median and 10th and 90th percentile of draws.
values: the values used, as a table. assumed: share of assumed values in each use. cost: CPU time of
one draw.
"""

import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from turgor.evidence import (
    all_parameters,
    bibliography,
    collect_citations,
    find_parameter,
    parameter,
    parameter_draw,
)
from turgor.formats.spectrum import read_spectra
from turgor.physics.skin_optics import skin_reflectance
from turgor.physics.skin_optics.adding_doubling import (
    add_all,
    boundary,
    henyey_greenstein,
    layer,
    seen,
)
from turgor.physics.skin_optics.streams import streams
from turgor.physics.tissue import (
    Solute,
    diffusion_layers,
    electrical_layers,
    optical_stack,
    thermal_layers,
    tissue_stack,
)
from turgor.physics.tissue.pigment import typical_optics
from turgor.physics.tissue.site import all_sites
from turgor.record.tissue import TissueStack

ROOT = Path(__file__).resolve().parents[1]
NIST = ROOT.parent / "shared" / "data" / "colour" / "nist" / "M38597.csv"
NM = np.r_[1075:1351:25, 1425:1476:25, 1500:1851:25, 1925, 1950, 2000, 2100, 2200].astype(float)
#: directions between two neighbouring indices
PER_SEGMENT = 4
#: fits with all else drawn, and persons fitted one by one
DRAWS, PERSONS = 12, 10


def reflectance(layers):
    """Diffuse in, 8 degrees out, by adding layers; the surface's own included."""
    directions = streams(tuple(one.index for one in layers), 8.0, per_segment=PER_SEGMENT)
    parts = []
    for i, one in enumerate(layers):
        cosine, weight = directions.cosine[i + 1], directions.weight[i + 1]
        phase = henyey_greenstein(cosine, weight, one.anisotropy)
        loss = one.absorption_mm + one.scattering_mm
        parts.append(boundary(directions, i))
        depth = loss * one.thickness_mm
        parts.append(layer(one.scattering_mm / loss, depth, phase, cosine, weight))
    return float(seen(add_all(parts), directions)[0])


def scattered_as(layers, level, power, nm):
    """The layers with this reduced scattering above the subcutis."""
    wanted = level * (nm / 1000.0) ** -power
    return [
        replace(one, scattering_mm=wanted / (1.0 - one.anisotropy)) if i < 4 else one
        for i, one in enumerate(layers)
    ]


def forearms():
    spectra = read_spectra(NIST)
    rows = [one.reflectance for one in spectra if one.settings["reading"] == "Average"]
    nm = spectra[0].wavelength_nm
    return np.array([np.interp(NM, nm, row) for row in rows])


def fitted(stacks, observed, start):
    from scipy.optimize import least_squares

    def misfit(p):
        got = [
            reflectance(scattered_as(one, np.exp(p[0]), p[1], nm)) + p[2]
            for one, nm in zip(stacks, NM, strict=True)
        ]
        return np.log(np.array(got) / observed)

    found = least_squares(misfit, start, diff_step=1e-3)
    return found.x, found.fun


def near_infrared():
    people = forearms()
    mean = people.mean(axis=0)
    stack = tissue_stack("volar forearm", 35, phototype="III")
    layers = [optical_stack(stack, nm).layers for nm in NM]
    best, left = fitted(layers, mean, [np.log(2.0), 1.1, 0.01])
    print(f"mean of {len(people)}: level {np.exp(best[0]):.3f} /mm at 1000 nm, power {best[1]:.3f}")
    print(f"  surface {best[2] + 1 / 36:.4f}, misfit {np.sqrt(np.mean(left**2)):.3f} rms of ln R")
    for nm, one in zip(NM, left, strict=True):
        print(f"  {nm:.0f} nm {100 * (np.exp(one) - 1):+.1f} %")
    drawn = []
    for index in range(DRAWS):
        with parameter_draw(index, DRAWS, 1):
            one = tissue_stack("volar forearm", 35, phototype="III")
            found = fitted([optical_stack(one, nm).layers for nm in NM], mean, best)[0]
            drawn.append((found[0] - np.log(water_drawn()), found[1]))
    tell("all else drawn, over the water drawn", np.array(drawn))
    step = len(people) // PERSONS
    tell("persons", np.array([fitted(layers, one, best)[0][:2] for one in people[::step]]))


def tell(what, found):
    level, power = np.exp(found[:, 0]).std(), found[:, 1].std()
    print(f"{what}: sd of level {level:.3f} /mm, of power {power:.3f}")


def water_drawn():
    names = ("tissue.water.reticular-dermis", "water.absorption_scale.near_infrared")
    return float(np.prod([parameter(one) / find_parameter(one).value for one in names]))


def visible():
    nm = np.array([450.0, 532.0, 595.0, 650.0, 700.0, 755.0, 800.0, 900.0])
    print("nm          " + " ".join(f"{one:7.0f}" for one in nm))
    for word in ("I", "III", "V", "VI"):
        stack = tissue_stack("cheek", 45, "f", word)
        optics = typical_optics(stack.melanin, stack.blood_fraction, stack.oxygenation)
        model = skin_reflectance(optics, nm) - optics.specular + 1.0 / 36.0
        thick = (*stack.thickness_um[:2], 200.0, 1e6, 1e3)
        held = (stack.melanin, stack.blood_fraction, stack.oxygenation)
        endless = TissueStack("cheek", thick, *held)
        for name, one in (("endless", endless), ("over fat", stack)):
            got = np.array([reflectance(optical_stack(one, x).layers) for x in nm])
            print(f"{word:4}{name:8}" + " ".join(f"{100 * x:+6.2f}%" for x in got / model - 1.0))


def thickness():
    for site in all_sites():
        rows = []
        for index in range(64):
            with parameter_draw(index, 64):
                rows.append(tissue_stack(site.name, 45, "f").thickness_um)
        low, middle, high = np.quantile(np.array(rows), [0.1, 0.5, 0.9], axis=0)
        told = [f"{m:.0f} ({a:.0f}-{b:.0f})" for a, m, b in zip(low, middle, high, strict=True)]
        print(f"| {site.name} | " + " | ".join(told) + " |")


def values():
    for name, one in sorted(all_parameters().items()):
        if not name.startswith(("tissue.", "water.", "lipid.", "adipose.", "diffusion.")):
            continue
        spread = ""
        if one.low is not None:
            spread = f"{one.low:g} to {one.high:g}"
        elif one.spread:
            spread = f"± {one.spread:g}"
        print(f"| {name} | {one.value:g} {one.unit} | {spread} | {one.basis} | {one.source} |")


def assumed():
    glycolic = Solute(76.05, -1.11, 3.83)
    uses = {
        "tissue_stack": lambda s: None,
        "optical_stack 1550 nm": lambda s: optical_stack(s, 1550.0),
        "optical_stack 10600 nm": lambda s: optical_stack(s, 10600.0),
        "thermal_layers": thermal_layers,
        "electrical_layers": lambda s: electrical_layers(s, 1e6),
        "diffusion_layers": lambda s: diffusion_layers(s, glycolic, 3.0),
    }
    for name, use in uses.items():
        stack = tissue_stack("cheek", 45, "f", "III")
        with collect_citations() as (sources, parameters):
            if name == "tissue_stack":
                tissue_stack("cheek", 45, "f", "III")
            use(stack)
        told = bibliography(sources, parameters)
        print(f"{name}: {told.parameters_used} values, {100 * told.assumed_share:.0f} % assumed")


def cost():
    def per_draw(work, count=64):
        start = time.process_time()
        for index in range(count):
            with parameter_draw(index, count, 9):
                work()
        return 1e3 * (time.process_time() - start) / count

    stack = tissue_stack("cheek", 45, "f", "III")
    for name, work in (
        ("tissue_stack", lambda: tissue_stack("cheek", 45, "f", "III")),
        ("optical_stack", lambda: optical_stack(stack, 1550.0)),
        ("thermal_layers", lambda: thermal_layers(stack)),
        ("electrical_layers", lambda: electrical_layers(stack, 1e6)),
        ("diffusion_layers", lambda: diffusion_layers(stack, Solute(76.05, -1.11, 3.83), 3.0)),
    ):
        per_draw(work)
        print(f"{name}: {per_draw(work):.2f} ms CPU a draw")


PARTS = {
    "near-infrared": near_infrared,
    "visible": visible,
    "thickness": thickness,
    "values": values,
    "assumed": assumed,
    "cost": cost,
}

if __name__ == "__main__":
    for chosen in sys.argv[1:] or PARTS:
        print(f"--- {chosen}")
        PARTS[chosen]()
