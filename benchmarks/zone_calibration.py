"""Refit the model of micro-thermal zones to its four series and print everything.

    python benchmarks/zone_calibration.py            # the fit, the held-out tips
    python benchmarks/zone_calibration.py --leave-out  # and energies and devices left out
    python benchmarks/zone_calibration.py --records    # the fit as evidence records

Deterministic: run it twice, and every figure is the same. Light responses are kept on disk
(TURGOR_CACHE), so a second run is faster.
"""

import argparse
import math
import time

from turgor.skin.stimulus.light.calibrate import (
    Foretold,
    calibrate,
    foretell,
    leave_out_devices,
    leave_out_energies,
    spot_spread,
    targets,
)
from turgor.skin.stimulus.light.map_fit import MapFit
from turgor.skin.stimulus.light.series import zone_figures

FACTORS = ("co2-heat", "scattering", "turned", "manstein-energy")


def show_fit(fit: MapFit, figures) -> None:
    print(f"\nunknown             prior            posterior        value   (cost {fit.cost:.2f})")
    for unknown in fit.unknowns:
        at, sd = fit.value(unknown.name), fit.sd(unknown.name)
        factor = unknown.name in FACTORS or unknown.name.startswith("spot:")
        value = math.exp(at) if factor else at
        print(
            f"{unknown.name:18s} {unknown.mean:7.3f} ±{unknown.sd:6.3f}  {at:7.3f} ±{sd:6.3f}  "
            f"{value:9.3f}"
        )
    print("\nfigure (as histology shows it)                          printed   fitted  error    z")
    for figure, target, log in zip(figures, targets(figures), fit.log_predicted, strict=True):
        value = math.exp(float(log))
        print(
            f"{figure.id:40s} {figure.relation:14s} {figure.value:7g} {value:8.3g} "
            f"{100.0 * (value / figure.value - 1.0):+5.0f} % {target.misfit(float(log)):+5.2f}"
        )


def show_foretold(title: str, found: list[Foretold]) -> None:
    covered = sum(one.covered for one in found)
    print(f"\n{title}: {covered} of {len(found)} in their 80 % intervals")
    for one in found:
        print(
            f"{one.figure.id:40s} {one.figure.relation:14s} {one.figure.value:7g}   foretold "
            f"{one.median:7.3g} [{one.low:.3g}, {one.high:.3g}] {'' if one.covered else 'OUTSIDE'}"
        )


def show_records(fit: MapFit) -> None:
    spread = spot_spread(fit)
    rows = [
        ("mtz.fit.co2-heat", math.exp(fit.value("co2-heat")), fit.sd("co2-heat"), True),
        ("mtz.fit.co2-loss", fit.value("co2-loss"), fit.sd("co2-loss"), False),
        ("mtz.fit.scattering", math.exp(fit.value("scattering")), None, True),
        ("mtz.fit.turned", math.exp(fit.value("turned")), None, True),
        ("mtz.fit.damage-shift", fit.value("damage-shift"), fit.sd("damage-shift"), False),
        ("mtz.spot-ratio.across-devices", math.exp(spread.log_mean), spread.log_sd, True),
    ]
    for series, laser in (("eco2-120", "eco2"), ("hantash", "fraxel-repair"),
                          ("bedi", "fraxel-1550")):  # fmt: skip
        name = f"spot:{series}"
        record = f"laser.{laser}.spot.effective-ratio"
        rows.append((record, math.exp(fit.value(name)), fit.sd(name), True))
    print("\nrecords (zone_calibration.toml): value, and sd as draws of a log-normal take it")
    for name, value, sd, factor in rows:
        if sd is None:
            print(f"{name:45s} {value:.4g}")
            continue
        spread_of = value * math.sqrt(math.expm1(sd**2)) if factor else sd
        print(f"{name:45s} {value:.4g} ± {spread_of:.3g}")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--leave-out", action="store_true")
    asked.add_argument("--records", action="store_true")
    options = asked.parse_args()
    figures, tips = zone_figures("calibrate"), zone_figures("held-out")
    begun = time.process_time()
    fit = calibrate(figures)
    print(f"fit: {time.process_time() - begun:.1f} s CPU")
    show_fit(fit, figures)
    found = foretell(fit, tips)
    show_foretold("eCO2's other tips, never fitted, as devices never seen", found)
    if options.leave_out:
        energies = leave_out_energies(figures, fit)
        show_foretold("energies left out within a device", energies)
        devices = leave_out_devices(figures, fit)
        show_foretold("devices left out", devices)
        every = [*found, *energies, *devices]
        covered = sum(one.covered for one in every)
        print(f"\nall that was held out: {covered} of {len(every)} covered by 80 % intervals")
    if options.records:
        show_records(fit)
    print(f"\n{time.process_time() - begun:.0f} s CPU in all")


if __name__ == "__main__":
    main()
