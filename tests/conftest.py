"""Shared fixtures: where the real captures are, and what happens when they are absent."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

#: random cases are new in every run; a gate that must say the same of the same tree asks for
#: those that follow from each test's own text (``make search`` looks further)
#: and no case fails for being slow: speed is measured in benchmarks
settings.register_profile("any", deadline=None)
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed" if os.environ.get("TURGOR_FIXED_CASES") == "1" else "any")

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real captures; skips where it is absent, fails where it is required."""
    if SHARED.is_dir():
        return SHARED
    reason = "real captures not found beside the repository (shared/data)"
    if os.environ.get("TURGOR_REQUIRE_DATA") == "1":
        pytest.fail(f"{reason}, and TURGOR_REQUIRE_DATA=1 asks for them")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def sample_study():
    """A made-up, followed split-face study of six persons with real metrics."""
    return _module(Path(__file__).with_name("sample_study.py"))


@pytest.fixture(scope="session")
def decision_forecast():
    """A made-up forecast of round numbers with its checks, for the page on which it is shared."""
    return _module(Path(__file__).with_name("decision_forecast.py")).make()


@pytest.fixture
def plain_model(monkeypatch):
    """A model of known effect in the place of every modality's."""
    from turgor.skin.stimulus import doors

    module = _module(Path(__file__).parent / "stimulus_models" / "plain_model.py")
    monkeypatch.setitem(sys.modules, "plain_model", module)
    for modality in doors.MODELLED:
        monkeypatch.setitem(doors._ROOMS, modality, "plain_model")
    return module


@pytest.fixture(scope="session")
def small_study():
    """How the small colour study of phantoms is written."""
    return _module(Path(__file__).parent / "colour_files" / "small_study.py")


@pytest.fixture(scope="session")
def suction_forms():
    """Suction curves in closed form, with their values by hand."""
    return _module(Path(__file__).parent / "suction_curves" / "closed_forms.py")


@pytest.fixture(scope="session")
def odm_tables():
    """Tables with everything that makes an export stumble, and how they are written as ODM."""
    return _module(Path(__file__).with_name("odm_tables.py"))


@pytest.fixture(scope="session")
def colour_files(small_study, tmp_path_factory):
    """The small colour study as files with its truth; read-only for tests."""
    return small_study.write(tmp_path_factory.mktemp("colour") / "visit data")


@pytest.fixture(scope="session")
def colour_study(colour_files, tmp_path_factory):
    """The folder of a study that holds those files, measured once; read-only for tests."""
    from turgor.workflow.measure_study import measure_study
    from turgor.workflow.study import init_study
    from turgor.workflow.take_in import add_paths

    folder = tmp_path_factory.mktemp("measured") / "study"
    with init_study(folder, colour_files.folder / "study.toml") as study:
        assert not add_paths(study, [colour_files.folder]).refused
        assert not measure_study(study).refused
    return folder


@pytest.fixture(scope="session")
def laxity_files(tmp_path_factory):
    """A small study of suction, ultrasound, barrier and waves as files; read-only for tests."""
    made = _module(Path(__file__).parent / "laxity_files" / "small_laxity.py")
    return made.write(tmp_path_factory.mktemp("laxity") / "visit data")


@pytest.fixture(scope="session")
def laxity_study(laxity_files, tmp_path_factory):
    """The folder of a study that holds those files, measured once; read-only for tests."""
    from turgor.workflow.measure_study import measure_study
    from turgor.workflow.study import init_study
    from turgor.workflow.take_in import add_paths

    folder = tmp_path_factory.mktemp("laxity study") / "study"
    with init_study(folder, laxity_files.folder / "study.toml") as study:
        assert not add_paths(study, [laxity_files.folder]).refused
        assert not measure_study(study).refused
    return folder


@pytest.fixture(scope="session")
def record_study(tmp_path_factory):
    """The folder of a study with a whole record and no captures but forms; read-only for tests."""
    made = _module(Path(__file__).parent / "record_study" / "small_record.py")
    return made.make_record_study(tmp_path_factory.mktemp("record"))


@pytest.fixture(scope="session")
def decay_chain():
    """Dynamics of a virtual skin whose courses have a closed form."""
    return _module(Path(__file__).parent / "skin" / "decay_chain.py")


@pytest.fixture(scope="session")
def solver_courses():
    """Random courses and parameters of the virtual skin."""
    return _module(Path(__file__).parent / "skin" / "solver_courses.py")


def _module(path: Path):
    import importlib.util
    import sys

    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module
