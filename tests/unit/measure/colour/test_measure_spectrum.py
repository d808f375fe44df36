"""From a spectrum to findings: conditions, flags, refusals, and what is never compared."""

from dataclasses import replace

import numpy as np
import pytest

from turgor.errors import ComparisonError, MeasureError
from turgor.measure.colour import colour_difference, measure_spectra, measure_spectrum
from turgor.metrics import all_metrics, difference_reason
from turgor.record.spectrum import Spectrum

SHA = "0" * 64
NM = np.arange(360.0, 741.0, 10.0)
SKIN = 0.2 + 0.4 / (1.0 + np.exp(-(NM - 590.0) / 25.0))
KNOWN = Spectrum(NM, SKIN, "d:8-sci", 8.0, 10.0, device="Bench 7", device_class="handheld")


def measured(spectrum=KNOWN, **words):
    return measure_spectrum(spectrum, capture_sha256=SHA, **words)


def by_metric(result):
    return {finding.metric: finding for finding in result.findings}


def test_every_metric_of_the_family_but_the_difference():
    family = {m for m in all_metrics() if m.startswith("colour.")}
    assert set(by_metric(measured())) == family - {"colour.delta_e_2000"}


def test_conditions_travel_with_every_value():
    found = by_metric(measured(region="cheek", replicate=2))
    told = found["colour.l_star"].measurand.as_mapping()
    assert told == {
        "illuminant": "D65",
        "observer": "cie-1931-2deg",
        "geometry": "d:8-sci",
        "aperture_mm": 8.0,
        "device_class": "handheld",
    }
    assert found["colour.mi"].measurand.as_mapping() == {
        "geometry": "d:8-sci",
        "aperture_mm": 8.0,
        "red_nm": 655.0,
        "green_nm": 568.0,
        "bandwidth_nm": 10.0,
    }
    one = found["colour.ita"]
    assert (one.region, one.replicate, one.captures, one.device) == ("cheek", 2, (SHA,), "Bench 7")
    assert one.u is None
    assert "re-seated" in one.u_reason


@pytest.mark.parametrize(
    ("metric", "change", "words"),
    [
        ("colour.ita", {}, {"illuminant": "A"}),
        ("colour.ita", {}, {"observer": "cie-1964-10deg"}),
        ("colour.ita", {"geometry": "d:8-sce"}, {}),
        ("colour.ita", {"aperture_mm": 3.0}, {}),
        ("colour.ita", {"device_class": "bench"}, {}),
        ("colour.mi", {"geometry": "45:0"}, {}),
        ("colour.ei", {"aperture_mm": None}, {}),
    ],
)
def test_what_differs_is_never_compared(metric, change, words):
    here = by_metric(measured())[metric].measurand
    there = by_metric(measured(replace(KNOWN, **change), **words))[metric].measurand
    assert difference_reason(here, here) is None
    name = next(iter(change or words))
    assert name in difference_reason(here, there)


def test_unknown_geometry_and_aperture_are_said_not_assumed():
    result = measured(Spectrum(NM, SKIN))
    told = by_metric(result)["colour.ita"].measurand.as_mapping()
    assert (told["geometry"], told["aperture_mm"]) == ("unknown", 0.0)
    assert {"geometry-not-stated", "aperture-not-stated"} <= set(result.flags)
    assert measured().flags == ()


def test_class_of_skin_and_small_b_star():
    ita = by_metric(measured())["colour.ita"]
    assert sum(flag.startswith("ita-class-") for flag in ita.flags) == 1
    grey = by_metric(measured(replace(KNOWN, reflectance=np.full(len(NM), 0.4))))["colour.ita"]
    assert "ita-uncertain-small-b" in grey.flags
    assert "ita-uncertain-small-b" not in ita.flags


def test_indices_in_closed_form():
    """A reflectance 10^(c nm) has the log10 of a band's mean known in closed form."""
    c = 0.002
    found = by_metric(measured(replace(KNOWN, reflectance=0.01 * 10.0 ** (c * (NM - 360.0)))))
    half = 5.0 * c * np.log(10.0)
    shift = np.log10(np.sinh(half) / half)
    mi = -100.0 * (-2.0 + c * (655.0 - 360.0) + shift)
    assert found["colour.mi"].value == pytest.approx(mi, abs=0.02)
    assert found["colour.ei"].value == pytest.approx(100.0 * c * (655.0 - 568.0), abs=0.02)


@pytest.mark.parametrize(
    ("keep", "lab", "mi", "ei"),
    [
        (slice(None), True, True, True),
        (slice(4, 35), True, True, True),
        (slice(5, 35), False, True, True),
        (slice(4, 34), False, True, True),
        (slice(28, 33), False, True, False),
        (slice(4, 20), False, False, False),
    ],
)
def test_missing_bands(keep, lab, mi, ei):
    result = measured(replace(KNOWN, wavelength_nm=NM[keep], reflectance=SKIN[keep]))
    found = by_metric(result)
    assert (result.lab is not None) == lab
    for metric, there in (("colour.ita", lab), ("colour.mi", mi), ("colour.ei", ei)):
        assert (found[metric].value is not None) == there
        if not there:
            assert "nm are needed" in found[metric].u_reason
            assert "not-identified" in found[metric].flags
    assert ("bands-extrapolated" in result.flags) == (lab and keep != slice(None))


def test_gaps_inside():
    one, two = SKIN.copy(), SKIN.copy()
    one[15] = np.nan
    two[15:17] = np.nan
    bridged = measured(replace(KNOWN, reflectance=one))
    assert "bands-interpolated" in bridged.flags
    assert bridged.lab is not None
    np.testing.assert_allclose(bridged.lab, measured().lab, atol=0.1)
    refused = by_metric(measured(replace(KNOWN, reflectance=two)))["colour.l_star"]
    assert refused.value is None
    assert "nothing is recorded between 500 and 530 nm" in refused.u_reason


def test_a_blind_red_band_gives_no_index():
    dark = SKIN.copy()
    dark[29:31] = -0.001
    found = by_metric(measured(replace(KNOWN, reflectance=dark)))
    assert found["colour.mi"].value is None
    assert "black calibration" in found["colour.mi"].u_reason


def test_a_white_tile_is_no_skin():
    result = measured(replace(KNOWN, reflectance=np.full(len(NM), 0.98)))
    assert "outside-skin-range" in result.flags


def lab_words(lab, words):
    return {f"{letter}*{words}": value for letter, value in zip("Lab", lab, strict=True)}


@pytest.mark.parametrize(
    ("words", "settings", "shift", "flags"),
    [
        ("(2°/D65)", {}, 0.3, ()),
        ("(2°/D65)", {}, 5.0, ("stated-lab-differs",)),
        ("(10°/D65)", {}, 5.0, ("stated-lab-for-other-conditions",)),
        ("", {"illuminant": "D50", "observer": "cie-1931-2deg"}, 5.0,
         ("stated-lab-for-other-conditions",)),
        ("", {}, 5.0, ("stated-lab-conditions-unknown",)),
    ],
)  # fmt: skip
def test_stated_colour_is_compared_only_under_its_own_light(words, settings, shift, flags):
    lab = np.array(measured().lab) + shift
    spectrum = replace(KNOWN, stated=lab_words(lab, words), settings=settings)
    assert measured(spectrum).flags == flags


def test_repeats_of_one_sample_give_u():
    def reading(factor, sample, number, flags=()):
        return replace(
            KNOWN,
            reflectance=SKIN * factor,
            name=f"{sample} {number}",
            settings={"sample": sample, "reading": str(number)},
            flags=flags,
        )

    spectra = [reading(f, "arm", i) for i, f in enumerate((0.97, 1.0, 1.03))]
    spectra += [reading(1.0, "arm", "mean", ("mean-of-readings",)), reading(1.0, "leg", 1)]
    results = measure_spectra(spectra, capture_sha256=SHA)
    mi = [by_metric(result)["colour.mi"] for result in results]
    assert mi[0].u == pytest.approx(np.std([one.value for one in mi[:3]], ddof=1))
    assert {one.u_kind for one in mi[:3]} == {"repeat"}
    assert mi[3].u is None
    assert "mean of readings" in mi[3].u_reason
    assert mi[4].u is None
    assert [one.item for one in mi] == ["arm 0", "arm 1", "arm 2", "arm mean", "leg 1"]


def difference(baseline, current):
    return colour_difference(baseline, current, baseline_sha256="1" * 64, capture_sha256=SHA)


def test_difference_to_baseline():
    later = replace(KNOWN, reflectance=SKIN * 1.1)
    found = difference(KNOWN, later)
    assert found.metric == "colour.delta_e_2000"
    assert found.captures == ("1" * 64, SHA)
    assert found.value > 1.0
    assert difference(KNOWN, KNOWN).value == 0.0
    with pytest.raises(ComparisonError, match=r"aperture_mm 8\.0 against 4\.0"):
        difference(KNOWN, replace(later, aperture_mm=4.0))
    with pytest.raises(ComparisonError, match="geometry"):
        difference(KNOWN, replace(later, geometry="45:0"))
    short = replace(later, wavelength_nm=NM[9:], reflectance=SKIN[9:])
    with pytest.raises(MeasureError, match="the current spectrum has no colour"):
        difference(KNOWN, short)
