"""No landmark finder comes with Turgor itself."""

from importlib.metadata import distribution

from turgor.measure.photo.zone.landmark import GROUP


def test_turgor_offers_none():
    assert not [entry for entry in distribution("turgor").entry_points if entry.group == GROUP]
