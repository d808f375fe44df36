"""Factors that stand ready are pint's own, to the last bit."""

from turgor.units import CANONICAL, READY, registry


def test_ready_factors_are_pints():
    ureg = registry()
    canonical = {unit for unit, _ in CANONICAL.values()}
    for (unit, wanted), factor in READY.items():
        assert wanted in canonical
        assert float((1.0 * ureg.parse_units(unit)).to(wanted).magnitude) == factor, unit


def test_reading_the_evidence_needs_no_registry():
    """In a process of its own, since others may have built the registry."""
    import subprocess
    import sys

    code = (
        "import turgor.evidence as e, turgor.units as u; e.all_parameters(); "
        "print(u.registry.cache_info().misses)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"
