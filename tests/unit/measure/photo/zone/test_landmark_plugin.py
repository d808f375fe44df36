"""A landmark finder is used only where it says which model it holds."""

from importlib.metadata import EntryPoint, EntryPoints

import numpy as np
import pytest

from turgor.errors import InputError, MeasureError
from turgor.measure.photo.zone import find_landmarks, landmark, landmark_finders
from turgor.record.photograph import Photograph

PHOTO = Photograph(np.zeros((100, 80, 3), np.uint16))
POINTS = {"chin": (40.0, 90.0), "nose_tip": (40.0, 60.0)}


class Finder:
    name, version, model_sha256 = "fake", "2.1", "0F" * 32
    points = POINTS

    def find(self, rgb):
        assert rgb.dtype == np.uint8
        assert rgb.shape == (100, 80, 3)
        return self.points


class Unsigned(Finder):
    model_sha256 = ""


class Lost(Finder):
    points = {"chin": (4000.0, 90.0)}


class Broken(Finder):
    def find(self, rgb):
        raise RuntimeError("no face")


@pytest.fixture(autouse=True)
def installed(monkeypatch):
    made = {"fake": Finder, "unsigned": Unsigned, "lost": Lost, "broken": Broken}
    entries = EntryPoints(EntryPoint(name, "nowhere:x", landmark.GROUP) for name in made)
    monkeypatch.setattr(landmark, "entry_points", lambda group: entries.select(group=group))
    monkeypatch.setattr(EntryPoint, "load", lambda self: made[self.name])


def test_model_and_version_are_recorded():
    found = find_landmarks(PHOTO, "fake")
    assert found.points_px == POINTS
    assert (found.placed_by, found.version, found.model_sha256) == ("fake", "2.1", "0f" * 32)
    assert landmark_finders() == ("broken", "fake", "lost", "unsigned")


def test_refusals():
    with pytest.raises(InputError, match="installed: broken, fake"):
        find_landmarks(PHOTO, "other")
    with pytest.raises(InputError, match="SHA-256"):
        find_landmarks(PHOTO, "unsigned")
    with pytest.raises(MeasureError, match="beside the photograph"):
        find_landmarks(PHOTO, "lost")
    with pytest.raises(MeasureError, match="no face"):
        find_landmarks(PHOTO, "broken")
