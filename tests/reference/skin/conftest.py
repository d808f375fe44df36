"""Courses of two years on skins drawn from the priors, worked out once for all laws."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

DRAWS = 60
DAYS = (1, 2, 3, 4, 7, 14, 21, 28, 60, 90, 120, 168, 180, 270, 336, 365, 460, 540, 730)


def _courses():
    path = Path(__file__).resolve().parents[2] / "skin" / "tissue_courses.py"
    spec = importlib.util.spec_from_file_location("tissue_courses", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["tissue_courses"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def courses():
    """How courses are followed."""
    return _courses()


@pytest.fixture(scope="session")
def skins(courses):
    """Every arm, at the medians and on each draw."""
    c = courses
    year = 365.0

    def once(load):
        return c.Arm({0.0: load})

    def monthly(load, months=4):
        return c.Arm(dict.fromkeys(c.MONTHLY[:months], load))

    half = {**c.TRETINOIN, "retinoid": 0.45, "retinoid_dermal": 0.45, "irritation": 0.2}
    arms = {
        "nothing": c.Arm(),
        "warmed": once(c.WARMED),
        "nonablative": once(c.NONABLATIVE),
        "nonablative-monthly": monthly(c.NONABLATIVE),
        "fractional": once(c.FRACTIONAL_CO2),
        "fractional-steroid": c.Arm({0.0: c.FRACTIONAL_CO2}, [(0.0, 7.0, {"steroid": 1.0})]),
        "fractional-occluded": c.Arm({0.0: c.FRACTIONAL_CO2}, [(0.0, 7.0, {"occlusion": 1.0})]),
        "full": once(c.FULL_CO2),
        "erbium": once(c.FULL_ERBIUM),
        "phenol": once(c.PHENOL),
        "tca": once(c.TCA),
        "needles-monthly": monthly(c.NEEDLES),
        "particles": once(c.PARTICLES),
        "injected": once(c.INJECTED),
        "particles-monthly": monthly(c.PARTICLES, 3),
        "tretinoin": c.Arm({}, [(0.0, year, c.TRETINOIN)]),
        "tretinoin-half": c.Arm({}, [(0.0, year, half)]),
        "shade": c.Arm({}, [(0.0, 730.0, {"uv": 0.4})]),
        "antioxidant": c.Arm({}, [(0.0, year, {"antioxidant_supply": 1.0})]),
        "hydroquinone": c.Arm({}, [(0.0, 84.0, {"lightening": 1.0})]),
    }
    return c.follow(arms, c.drawn_parameters(DRAWS), [float(day) for day in DAYS])


@pytest.fixture(scope="session")
def holds():
    """Check that a law holds at the medians and on at least a share of the draws."""

    def check(law: np.ndarray, share: float) -> None:
        assert law[0], "the law fails at the medians"
        met = float(np.mean(law[1:]))
        print(f"holds on {met:.2f} of {DRAWS} draws; {share:.2f} is asked")
        assert met >= share, f"the law holds on {met:.2f} of the draws"

    return check
