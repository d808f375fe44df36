"""Tables of spectra as instruments write them, read without an option."""

import numpy as np
import pytest

from turgor.errors import FormatError, InputError
from turgor.formats.spectrum import SpectrumOptions, is_spectrum, read_spectra

NM = np.arange(400, 701, 10)
SKIN = 0.2 + 0.4 / (1.0 + np.exp(-(NM - 590) / 25.0))


def save(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def wide(headings, rows, mark=","):
    return "\n".join(mark.join(str(cell) for cell in row) for row in (headings, *rows)) + "\n"


def one(path, options=None):
    assert is_spectrum(path)
    found = read_spectra(path) if options is None else read_spectra(path, options)
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    "title",
    [
        "R[{}]",
        "{}nm",
        "R{}",
        "{} [nm]",
        "{} nm",
        "SPEC_{}",
        "SPECTRAL_NM{}",
        "NM_{}",
        "R({})",
        "{}",
    ],
)
def test_wavelengths_along_a_row(tmp_path, title):
    text = wide(["SPECTRUM_NAME", *(title.format(nm) for nm in NM)], [["cheek", *SKIN]])
    read = one(save(tmp_path / "a.csv", text))
    np.testing.assert_array_equal(read.wavelength_nm, NM)
    np.testing.assert_allclose(read.reflectance, SKIN, rtol=0, atol=1e-12)
    assert (read.name, read.settings["name"]) == ("", "cheek")
    assert read.flags == ()
    assert read.geometry == "unknown"
    assert read.aperture_mm is None


@pytest.mark.parametrize("fact", ["Bandwidth (nm)", "Peak wavelength (nm)", "FWHM_NM"])
def test_a_fact_in_nm_beside_the_readings_is_no_column_of_wavelengths(tmp_path, fact):
    rows = [[f"n{i}", 550 + i, *SKIN] for i in range(7)]
    path = save(tmp_path / "a.csv", wide(["name", fact, *(f"R[{nm}]" for nm in NM)], rows))
    read = read_spectra(path)
    assert [one.name for one in read] == [f"n{i}" for i in range(7)]
    np.testing.assert_array_equal(read[0].wavelength_nm, NM)


@pytest.mark.parametrize("title", ["nm", "Wavelength", "WL nm", "lambda [nm]", "spectral nm"])
def test_titles_of_a_column_of_wavelengths(tmp_path, title):
    rows = [[nm, r, r + 0.01] for nm, r in zip(NM, SKIN, strict=True)]
    left, _ = read_spectra(save(tmp_path / "a.csv", wide([title, "left", "right"], rows)))
    np.testing.assert_array_equal(left.wavelength_nm, NM)


@pytest.mark.parametrize("mark", ["\t", ";", ","])
def test_wavelengths_down_a_column(tmp_path, mark):
    rows = [[nm, r, r + 0.01] for nm, r in zip(NM, SKIN, strict=True)]
    path = save(tmp_path / "a.csv", wide(["Wavelength (nm)", "left", "right"], rows, mark))
    assert is_spectrum(path)
    left, right = read_spectra(path)
    assert (left.name, right.name) == ("left", "right")
    np.testing.assert_allclose(right.reflectance, SKIN + 0.01, atol=1e-12)


def test_decimal_comma_percent_and_semicolons(tmp_path):
    cells = [f"{100 * r:.4f}".replace(".", ",") for r in SKIN]
    text = wide(["Name", *(f"{nm} nm" for nm in NM)], [["Wange", *cells]], ";")
    read = one(save(tmp_path / "a.csv", text, "cp1252"))
    np.testing.assert_allclose(read.reflectance, SKIN, atol=1e-6)
    assert read.flags == ("percent-converted",)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_marks_and_old_code_pages(tmp_path, encoding):
    text = wide(["Name", *(f"{nm}nm" for nm in NM)], [["Käthe", *SKIN]])
    assert one(save(tmp_path / "a.csv", text, encoding)).settings["name"] == "Käthe"


def test_bare_pairs_without_any_title(tmp_path):
    text = "\n".join(f"{nm} {r:.5f}".replace(".", ",") for nm, r in zip(NM, SKIN, strict=True))
    read = one(save(tmp_path / "a.txt", text))
    np.testing.assert_allclose(read.reflectance, SKIN, atol=1e-5)
    assert read.name == ""


def test_what_stands_above_the_table_is_kept(tmp_path):
    text = (
        "Instrument,Bench 1050\nGeometry,d/8\nSpecular component,included\n"
        "Measurement area,8 mm\nBandwidth: 10 nm\n"
        + wide(["Name", *(f"R[{nm}]" for nm in NM)], [["a", *SKIN]])
    )
    read = one(save(tmp_path / "a.csv", text))
    assert (read.geometry, read.aperture_mm, read.bandwidth_nm) == ("d:8-sci", 8.0, 10.0)
    assert read.device == "Bench 1050"
    assert read.settings["Geometry"] == "d/8"


@pytest.mark.parametrize(
    ("said", "geometry"),
    [
        ("d/8 SCE", "d:8-sce"),
        ("di:8°", "d:8-sci"),
        ("8°/d, specular component included", "8:d-sci"),
        ("45°:0°", "45:0"),
        ("0/45", "0:45"),
        ("d/8", "unknown"),
    ],
)
def test_words_for_geometry(tmp_path, said, geometry):
    text = f'Geometry,"{said}"\n' + wide(["Name", *(f"R[{n}]" for n in NM)], [["a", *SKIN]])
    read = one(save(tmp_path / "a.csv", text))
    assert read.geometry == geometry
    assert ("specular-component-not-stated" in read.flags) == (geometry == "unknown")


@pytest.mark.parametrize(
    ("key", "said", "aperture_mm"),
    [
        ("Area", "MAV(8mm)", 8.0),
        ("Aperture", "Ø 3,5 mm", 3.5),
        ("Measurement area", "4", 4.0),
        ("Area", "50 mm²", None),
        ("Aperture", "0.8 cm", None),
        ("Aperture", "0", None),
    ],
)
def test_words_for_aperture(tmp_path, key, said, aperture_mm):
    text = f'{key};"{said}"\n' + wide(["Name", *(f"R[{n}]" for n in NM)], [["a", *SKIN]], ";")
    assert one(save(tmp_path / "a.csv", text)).aperture_mm == aperture_mm


def test_a_handheld_instrument_exports_with_decimal_commas(tmp_path):
    titles = ["Data Name", "Specular Component", "Area", "L*(10°/D65)", *(f"{n}[nm]" for n in NM)]
    cells = [f"{100 * r:.2f}".replace(".", ",") for r in SKIN]
    row = ["Target cheek", "SCI", "MAV(8mm)", "61,2", *cells]
    read = one(save(tmp_path / "a.csv", wide(titles, [row], ";")))
    assert (read.geometry, read.aperture_mm) == ("d:8-sci", 8.0)
    assert read.stated["L*(10°/D65)"] == 61.2
    assert read.settings["name"] == "Target cheek"


def test_a_row_of_units_below_the_headings(tmp_path):
    rows = [["", *["%"] * len(NM)], ["a", *(SKIN * 100)]]
    read = one(save(tmp_path / "a.csv", wide(["Name", *(f"{n}nm" for n in NM)], rows)))
    np.testing.assert_allclose(read.reflectance, SKIN)


def test_specular_in_and_excluded_side_by_side(tmp_path):
    titles = [f"SCI {nm}nm" for nm in NM] + [f"SCE {nm}nm" for nm in NM]
    text = wide(["Name", *titles], [["a", *SKIN, *(SKIN - 0.04)]])
    path = save(tmp_path / "a.csv", text)
    read = {item.geometry: item for item in read_spectra(path)}
    np.testing.assert_allclose(read["d:8-sce"].reflectance, SKIN - 0.04, atol=1e-12)
    np.testing.assert_allclose(read["d:8-sci"].reflectance, SKIN, atol=1e-12)
    assert all("mixed-geometry-in-file" in item.flags for item in read.values())


def test_specular_component_of_each_row_on_the_geometry_of_the_file(tmp_path):
    rows = [["a", "SCI", *SKIN], ["b", "SCE", *(SKIN - 0.04)]]
    table = wide(["Name", "Specular", *(f"{n}nm" for n in NM)], rows)
    both = read_spectra(save(tmp_path / "a.csv", "Geometry,8/d\n" + table))
    assert [one.geometry for one in both] == ["8:d-sci", "8:d-sce"]
    assert not any("geometry-taken" in flag for one in both for flag in one.flags)
    alone = read_spectra(save(tmp_path / "b.csv", table))
    assert [one.geometry for one in alone] == ["d:8-sci", "d:8-sce"]
    assert all("geometry-taken-as-d8-from-specular-word" in one.flags for one in alone)


def test_stated_colour_with_its_illuminant(tmp_path):
    titles = ["Name", *(f"{nm}nm" for nm in NM), "L*(10°/D65)", "a*(10°/D65)", "b*(10°/D65)"]
    read = one(save(tmp_path / "a.csv", wide(titles, [["x", *SKIN, 60.5, 12.0, 18.0]], ";")))
    assert read.stated["L*(10°/D65)"] == 60.5
    assert read.settings["illuminant"] == "D65"
    assert read.settings["observer"] == "cie-1964-10deg"


def test_mixed_illuminants_are_said(tmp_path):
    titles = ["Name", "Illuminant", *(f"{nm}nm" for nm in NM), "L*"]
    rows = [["x", "D65", *SKIN, 60.5], ["y", "A", *SKIN, 61.5]]
    read = read_spectra(save(tmp_path / "a.csv", wide(titles, rows)))
    assert [item.settings["illuminant"] for item in read] == ["D65", "A"]
    assert all("mixed-illuminants-stated" in item.flags for item in read)


def test_options_fill_in_and_never_overrule(tmp_path):
    text = "Geometry,45:0\n" + wide(["Name", *(f"R[{n}]" for n in NM)], [["a", *SKIN]])
    stated = SpectrumOptions(geometry="d:8-sci", aperture_mm=4.0, device="D", device_class="c")
    read = one(save(tmp_path / "a.csv", text), stated)
    assert read.geometry == "45:0"
    assert (read.aperture_mm, read.device, read.device_class) == (4.0, "D", "c")
    assert "stated-option-overruled-by-the-file" in read.flags


def test_reversed_micrometres_gaps_and_edges(tmp_path):
    falling = wide(["Name", *(f"{nm}nm" for nm in NM[::-1])], [["a", *SKIN[::-1]]])
    read = one(save(tmp_path / "a.csv", falling))
    np.testing.assert_allclose(read.reflectance, SKIN)
    assert "wavelengths-reversed" in read.flags
    micro = wide(["Wavelength (µm)", "a"], list(zip(NM / 1000.0, SKIN, strict=True)))
    read = one(save(tmp_path / "b.csv", micro))
    np.testing.assert_allclose(read.wavelength_nm, NM)
    assert "wavelengths-converted-from-um" in read.flags
    cells = [*SKIN]
    cells[0] = cells[-1] = cells[5] = ""
    read = one(save(tmp_path / "c.csv", wide(["Name", *(f"{n}nm" for n in NM)], [["a", *cells]])))
    assert read.wavelength_nm[0] == 410
    assert read.wavelength_nm[-1] == 690
    assert np.isnan(read.reflectance[4])
    assert "missing-bands" in read.flags


def test_a_little_outside_is_kept_and_said(tmp_path):
    cells = [*SKIN]
    cells[0], cells[-1] = -0.01, 1.05
    read = one(save(tmp_path / "a.csv", wide(["Name", *(f"{n}nm" for n in NM)], [["a", *cells]])))
    assert {"negative-reflectance", "reflectance-above-one"} <= set(read.flags)
    assert read.reflectance[0] == -0.01


def test_repeats_of_one_sample(tmp_path):
    rows = [["arm", *SKIN], ["arm", *(SKIN + 0.01)], ["leg", *SKIN]]
    read = read_spectra(save(tmp_path / "a.csv", wide(["Name", *(f"{n}nm" for n in NM)], rows)))
    assert [item.name for item in read] == ["arm (1)", "arm (2)", "leg"]
    assert [item.settings.get("sample") for item in read] == ["arm", "arm", None]
    assert [item.settings.get("reading") for item in read] == ["1", "2", None]


def test_one_person_at_two_sites_is_two_samples(tmp_path):
    titles = ["ID", "Subject", "Site", "Replicate", *(f"{n}nm" for n in NM)]
    rows = [
        [i, who, site, take, *SKIN]
        for i, (who, site, take) in enumerate(
            [("1", "arm", 1), ("1", "arm", 2), ("1", "leg", 1), ("2", "arm", 1)]
        )
    ]
    read = read_spectra(save(tmp_path / "a.csv", wide(titles, rows)))
    assert [one.name for one in read] == ["0", "1", "2", "3"]
    assert [one.settings["sample"] for one in read] == ["1 arm", "1 arm", "1 leg", "2 arm"]
    assert [one.settings["reading"] for one in read] == ["1", "2", "1", "1"]
    again = [row[1:3] + row[4:] for row in rows]
    read = read_spectra(save(tmp_path / "b.csv", wide(titles[1:3] + titles[4:], again)))
    assert all("sample" not in one.settings for one in read)
    named = [[row[1], row[2], *row[4:]] for row in rows]
    headings = ["Name", "Site", *titles[4:]]
    read = read_spectra(save(tmp_path / "c.csv", wide(headings, named)))
    assert [one.settings.get("sample") for one in read] == ["1 arm", "1 arm", "1 leg", None]


NAMES = ["Name", *(f"{n}nm" for n in NM)]
BAD = {
    "micrometres unsaid": (wide(["nm", "a"], zip(NM / 1000, SKIN, strict=True)), "0.4 to 0.7"),
    "ångström": (wide(["Wavelength", "a"], zip(NM * 10, SKIN, strict=True)), "4000 to 7000"),
    "twice": (wide(["Name", *(f"{n}nm" for n in (400, 410, 410, 420, 430))], [["a", *SKIN[:5]]]),
              "410 nm stands twice"),
    "disorder": (wide(["Name", *(f"{n}nm" for n in (400, 420, 410, 430, 440))], [["a", *SKIN[:5]]]),
                 "410 nm follows 420 nm"),
    "gross": (wide(NAMES, [["a", *SKIN[:-1], 1.9]]), "state scale|between"),
    "very negative": (wide(NAMES, [["a", *SKIN[:-1], -0.4]]), "reflectance is -0.4 at 700 nm"),
    "open scale": (wide(NAMES, [["a", *(SKIN * 3.0)]]), "state scale"),
    "below 200 untitled": ("\n".join(f"{n}\t0.3" for n in range(180, 420, 5)), "180 to 415"),
    "both scales": (wide(NAMES, [["a", *SKIN], ["b", *(SKIN * 100)]]), "state scale"),
    "text": (wide(NAMES, [["a", *SKIN], ["b", "oops", *SKIN[1:]]]), "row 3: 'oops' at 400 nm"),
    "no reading": (wide(NAMES, [["a"]]), "no reading"),
    "cut off": (wide(NAMES, [["a", *SKIN], ["b", *SKIN], ["c", *SKIN[:9]]]), "cut off"),
    "Lab only": ("Name,L*,a*,b*\nx,60,12,18\n", "no spectrum"),
    "nothing": ("subject,visit\n1,2\n", "holds no spectra"),
    "binary": ("a\x00b,400nm\n", "no plain text"),
    "two tables": (wide(NAMES, [["a", *SKIN]]) + wide(["Name", *(f"{n}nm" for n in NM + 5)],
                   [["b", *SKIN]]), "several tables"),
    "broken column": ("Wavelength,a\n" + "".join(f"{n},0.3\n" for n in NM[:8]) + ",\n"
                      + "".join(f"{n},0.3\n" for n in NM[8:]), "breaks off"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_refusals_are_one_clear_line(tmp_path, case):
    text, said = BAD[case]
    with pytest.raises(FormatError, match=said) as caught:
        read_spectra(save(tmp_path / "a.csv", text))
    assert "\n" not in str(caught.value)
    assert str(tmp_path) in str(caught.value)


def test_open_scale_is_settled_by_the_option(tmp_path):
    path = save(tmp_path / "a.csv", wide(NAMES, [["a", *(SKIN * 3.0)]]))
    read = read_spectra(path, SpectrumOptions(scale="percent"))[0]
    np.testing.assert_allclose(read.reflectance, SKIN * 0.03)


def test_too_many_are_refused(tmp_path):
    path = save(tmp_path / "a.csv", wide(NAMES, [[str(i), *SKIN] for i in range(200)]))
    with pytest.raises(FormatError, match="max_spectra"):
        read_spectra(path, SpectrumOptions(max_spectra=20))


@pytest.mark.parametrize(
    "wrong",
    [{"geometry": "sphere"}, {"aperture_mm": 0.0}, {"scale": "ppm"}, {"max_spectra": 0}],
)
def test_options_are_checked(wrong):
    with pytest.raises(InputError):
        SpectrumOptions(**wrong)
