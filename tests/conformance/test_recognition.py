"""No file of any kind is taken for another kind: every writer against every recogniser."""

import shutil
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from turgor.exchange.device_table import saved_profiles
from turgor.exchange.study_tables import HEADERS, MORE_OF_CAPTURES
from turgor.formats import write_surface
from turgor.formats.barrier import is_barrier, read_barrier, write_barrier
from turgor.formats.elastogram import ElastogramOptions, is_elastogram
from turgor.formats.oct import is_oct, read_oct, write_oct
from turgor.formats.photo import is_photograph, read_photograph, write_photograph
from turgor.formats.registry import FORMATS
from turgor.formats.spectrum import is_spectrum, read_spectra, write_spectra
from turgor.formats.suction import is_suction
from turgor.formats.ultrasound import is_ultrasound, read_ultrasound, write_ultrasound
from turgor.formats.wave import is_wave, read_wave, write_wave
from turgor.phantom.elastogram import ElastogramSpec
from turgor.phantom.elastogram.files import write_elastogram_files
from turgor.record.height_map import HeightMap
from turgor.record.ultrasound import UltrasoundLines
from turgor.record.wave_field import EchoEnsemble, WaveField
from turgor.workflow.recognise import kind_of_capture

IS = {
    "suction": is_suction,
    "ultrasound": is_ultrasound,
    "barrier": is_barrier,
    "wave": is_wave,
    "oct": is_oct,
    "elastogram": is_elastogram,
    "spectrum": is_spectrum,
    "photograph": is_photograph,
}
RNG = np.random.default_rng(11)
NM = range(400, 710, 10)

#: name of a file -> its kind and its text
TABLES = {
    "cycles.csv": ("suction", "Time [s];Curve 1 [mm];Curve 2 [mm]\n0;0;0\n0,01;0,1;0,1\n"),
    "pressed.tsv": ("suction", "time_ms\televation_um\tpressure_mbar\n0\t0\t1\n10\t5\t2\n"),
    "probe.crd": ("suction", "0\t0\n0,01\t0,05\n0,02\t0,1\n0,03\t0,12\n"),
    "told.cmf": ("suction", "Elasticity\t4,2\nHydration\t51\n"),
    "values.csv": ("suction", "Measurement;R0;R2;R5;R7\ncheek;0,3;0,7;0,6;0,4\n"),
    "loss.csv": ("barrier", "Time [s];TEWL [g/m2/h]\n0;11\n1;12\n2;12\n"),
    "water.txt": ("barrier", "Time [s]\tHydration [a.u.]\n0\t51\n1\t52\n2\t52\n"),
    "wide.csv": (
        "spectrum",
        "Name," + ",".join(f"{nm}nm" for nm in NM) + "\na," + ",".join("0.3" for _ in NM) + "\n",
    ),
    "down.txt": ("spectrum", "Wavelength\tR\n" + "".join(f"{nm}\t0.3\n" for nm in NM)),
    "grid.csv": ("surface", "pitch_x_um = 10\nheight_unit = mm\n1,2,3\n4,5,6\n7,8,9\n"),
    "points.txt": ("surface", "x y z\n0 0 1\n1 0 2\n0 1 3\n1 1 4\n"),
    "bare.csv": ("surface", "\n".join(",".join("1.5" for _ in range(9)) for _ in range(9))),
    "numbers.csv": ("surface", "0,0\n0.01,0.05\n0.02,0.1\n"),
}


def _arrays(folder):
    """Files of named arrays, among them two whose array is called rf."""
    lines = RNG.normal(size=(40, 300)).astype(np.float32)
    samples = RNG.normal(size=(4, 6, 9)).astype(np.float32)
    axes = np.arange(4) * 0.1, np.arange(6) * 0.3, np.arange(9) * 1e-4
    write_ultrasound(UltrasoundLines(lines, 100.0, 50.0, 1540.0), folder / "lines.npz")
    from scipy.io import savemat

    savemat(folder / "lines.mat", {"rf": lines.astype(float), "sampling_mhz": 100.0})
    for suffix in (".npz", ".mat"):
        write_wave(EchoEnsemble(samples, *axes, 20.0, 1580.0), folder / f"echoes-rf{suffix}")
        iq = (samples + 1j * samples[::-1]).astype(np.complex64)
        write_wave(EchoEnsemble(iq, *axes, 20.0, 1580.0), folder / f"echoes-iq{suffix}")
        write_wave(WaveField(samples.astype(float), *axes), folder / f"motion{suffix}")
        # a single depth, which MATLAB drops
        flat = samples[:1].astype(float)
        write_wave(WaveField(flat, axes[0][:1], *axes[1:]), folder / f"depth{suffix}")
    (folder / "layout.crf").write_bytes(b"\x01\x02" * 500)


def _pictures(folder):
    grey = RNG.integers(0, 256, (60, 40)).astype(np.uint8)
    Image.fromarray(grey).save(folder / "scan.tif")
    Image.fromarray(grey).save(folder / "scan.jpg")
    Image.fromarray(grey.astype(np.uint16) * 200).save(folder / "deep.png")
    Image.fromarray(np.dstack([grey, grey[::-1], grey])).save(folder / "colour.tif")
    write_elastogram_files(ElastogramSpec(), 3, folder)


@pytest.fixture(scope="module")
def every_file(laxity_files, colour_files, small_study, tmp_path_factory):
    """One folder of files by name, and the kind of each."""
    folder = tmp_path_factory.mktemp("kinds")
    kinds = {}
    for name, (kind, text) in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8")
        kinds[name] = kind
    heights = HeightMap(RNG.normal(size=(12, 17)), 10.0, 10.0)
    for entry in FORMATS:
        if entry.write is not None:
            write_surface(heights, folder / f"map-{entry.id}{entry.suffixes[0]}")
            kinds[f"map-{entry.id}{entry.suffixes[0]}"] = "surface"
    for kind in ("suction", "ultrasound", "barrier", "wave", "oct", "elastogram"):
        for number in range(2):
            source = laxity_files.path(kind, number)
            name = f"{kind}-{number}{source.suffix}"
            shutil.copyfile(source, folder / name)
            kinds[name] = kind
    write_ultrasound(read_ultrasound(laxity_files.path("ultrasound"))[0], folder / "scan.dcm")
    write_oct(read_oct(laxity_files.path("oct"))[0], folder / "pair.mat")
    write_wave(read_wave(laxity_files.path("wave"))[0], folder / "field.mat")
    (series,) = read_barrier(laxity_files.path("barrier"))
    write_barrier([replace(series, name=name) for name in "ab"], folder / "twice.csv")
    side = colour_files.treated
    spectra = read_spectra(colour_files.spectrum(small_study.BASELINE, side, 1))
    for suffix in (".csv", ".cgats", ".txt"):
        write_spectra(spectra, folder / f"spectra{suffix}")
        kinds[f"spectra{suffix}"] = "spectrum"
    photo = read_photograph(colour_files.photo(small_study.BASELINE, side))
    for suffix in (".jpg", ".png", ".tif", ".dcm"):
        write_photograph(photo, folder / f"photo{suffix}")
        kinds[f"photo{suffix}"] = "photograph"
    _arrays(folder)
    _pictures(folder)
    ultrasound = ("lines.npz", "lines.mat", "layout.crf", "scan.tif", "scan.jpg", "scan.dcm")
    waves = [f"{n}{s}" for n in ("echoes-rf", "echoes-iq", "motion", "depth")
             for s in (".npz", ".mat")]  # fmt: skip
    kinds |= dict.fromkeys(ultrasound, "ultrasound") | dict.fromkeys(waves, "wave")
    kinds |= {"pair.mat": "oct", "field.mat": "wave", "twice.csv": "barrier"}
    kinds |= {"deep.png": "surface", "colour.tif": "photograph", "elastogram.png": "photograph"}
    kinds |= {"elastogram-report.dcm": "elastogram", "elastogram-map.dcm": "elastogram"}
    return folder, kinds


def test_every_file_is_what_it_is_and_nothing_else(every_file):
    folder, kinds = every_file
    there = {path.name for path in folder.iterdir() if path.suffix != ".toml"}
    assert there == set(kinds)
    told = {name: kind_of_capture(folder / name) for name in kinds}
    assert told == kinds
    for name, kind in kinds.items():
        claims = {other for other, claimed in IS.items() if claimed(folder / name)}
        if kind != "surface":
            # a photograph's reader answers for any picture that nobody else reads
            claims -= {"photograph"} - {kind}
        # what no kind claims is left to the surfaces
        assert claims == {kind} - {"surface"}, name


def test_a_screenshot_is_an_elastogram_only_where_its_bar_is_stated(every_file):
    folder, _ = every_file
    stated = ElastogramOptions(bar_low=0.0, bar_high=60.0, bar_unit="kPa")
    assert is_elastogram(folder / "elastogram.png", stated)
    assert not is_elastogram(folder / "elastogram.png")


@pytest.mark.parametrize("name", sorted(HEADERS))
def test_a_table_of_a_study_is_no_capture(tmp_path, name):
    more = MORE_OF_CAPTURES if name == "captures" else ()
    header = (*HEADERS[name], *more)
    path = tmp_path / f"{name}.csv"
    path.write_text(",".join(header) + "\n" + ",".join("1" for _ in header) + "\n")
    assert not [kind for kind, claimed in IS.items() if claimed(path)]


@pytest.mark.parametrize("name", sorted(saved_profiles()))
def test_a_closed_instruments_table_is_no_capture(tmp_path, name):
    profile = saved_profiles()[name]
    header = [*profile.needed_headers(), *(str(column.header) for column in profile.columns)]
    header = list(dict.fromkeys(header))
    path = tmp_path / f"{name}.csv"
    path.write_text(";".join(header) + "\n" + ";".join("1" for _ in header) + "\n")
    assert not [kind for kind, claimed in IS.items() if claimed(path)]


def test_real_files_are_what_their_folder_says(shared_data):
    surface = shared_data / "surface" / "instrument_files"
    for path in surface.iterdir():
        assert not [kind for kind, claimed in IS.items() if claimed(path)], path
    scan = shared_data / "elasticity" / "us_skin" / "native_res_skin.png"
    assert [kind for kind, claimed in IS.items() if claimed(scan)] == ["ultrasound"]
    issa = shared_data / "colour" / "issa" / "ISSA_17_Jan_2025_Yan_Lu.xlsx"
    assert [kind for kind, claimed in IS.items() if claimed(issa)] == ["spectrum"]
    qiba = shared_data / "elasticity" / "qiba" / "QIBA_Report_Mesh0p25mm_GroupVelocity.xlsx"
    assert not [kind for kind, claimed in IS.items() if claimed(qiba)]
