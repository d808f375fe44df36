"""MASI and mMASI against arithmetic done by hand from the published formula."""

import pytest

from turgor.measure.scales import measure_scales, shipped_instrument
from turgor.record.questionnaire import Response

SITES = ("forehead", "right-malar", "left-malar", "chin")


def score(name, grades):
    """grades : site -> (area, darkness, homogeneity)."""
    form = shipped_instrument(name)
    parts = ("area", "darkness", "homogeneity")
    answers = {
        f"{site}-{part}": float(value)
        for site, row in grades.items()
        for part, value in zip(parts, row, strict=True)
        if form.item(f"{site}-{part}") is not None
    }
    response = Response(form.id, form.version, answers, "clinician", "en")
    (finding,) = measure_scales(form, response, capture_sha256="0" * 64).findings
    return finding


def test_masi_by_hand():
    # 0.3*2*(3+2) + 0.3*5*(2+4) + 0.3*4*(1+1) + 0.1*6*(4+3) = 3.0 + 9.0 + 2.4 + 4.2
    rows = ((2, 3, 2), (5, 2, 4), (4, 1, 1), (6, 4, 3))
    found = score("masi", dict(zip(SITES, rows, strict=True)))
    assert found.metric == "scale.masi"
    assert found.value == pytest.approx(18.6, abs=1e-12)
    assert found.u is None and "no published standard error" in found.u_reason


def test_mmasi_by_hand():
    # 0.3*2*3 + 0.3*5*2 + 0.3*4*1 + 0.1*6*4 = 1.8 + 3.0 + 1.2 + 2.4
    rows = ((2, 3, 2), (5, 2, 4), (4, 1, 1), (6, 4, 3))
    found = score("mmasi", dict(zip(SITES, rows, strict=True)))
    assert found.metric == "scale.mmasi"
    assert found.value == pytest.approx(8.4, abs=1e-12)


@pytest.mark.parametrize(
    ("name", "row", "expected"),
    [("masi", (0, 0, 0), 0), ("masi", (6, 4, 4), 48), ("mmasi", (6, 4, 4), 24)],
)
def test_extremes(name, row, expected):
    assert score(name, dict.fromkeys(SITES, row)).value == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("site", "share"), [*zip(SITES, (14.4, 14.4, 14.4, 4.8), strict=True)])
def test_each_place_bears_its_weight(site, share):
    rows = {name: (6, 4, 4) if name == site else (0, 0, 0) for name in SITES}
    assert score("masi", rows).value == pytest.approx(share, abs=1e-12)


def test_a_gap_leaves_the_index_unidentified():
    rows = dict.fromkeys(SITES[:3], (6, 4, 4))
    found = score("masi", rows)
    assert found.value is None
    assert {"missing-answers", "not-identified"} <= set(found.flags)
    assert "3 of 12 items are not answered" in found.u_reason
