"""Fitted colours on disk: found again with their sources, and refused where anything differs."""

from dataclasses import replace

import numpy as np
import pytest

from turgor.evidence import all_parameters, collect_citations, parameter_draw, rests_on
from turgor.skin.observe import colour_fit as fit
from turgor.skin.observe import colour_kept

OWN = (0.9, 0.021, 0.66)
#: without what this process remembers
FIT = fit.colour_fit.__wrapped__


@pytest.fixture
def no_spectra(monkeypatch):
    """Spectra are refused from when it is called on."""

    def refuse():
        def worked_out(*args):
            raise AssertionError("worked out anew")

        monkeypatch.setattr(fit, "changed_colours", worked_out)

    return refuse


def test_found_again_with_what_it_rests_on(tmp_path, monkeypatch, no_spectra):
    monkeypatch.setenv("TURGOR_CACHE", str(tmp_path))
    with collect_citations() as first_cited:
        first = FIT(*OWN)
    (file,) = (tmp_path / "photons").glob("*")
    no_spectra()
    with collect_citations() as cited:
        again = FIT(*OWN)
    assert again == first
    assert cited == first_cited
    assert "skin.anisotropy" in cited[1]
    for other in ((0.91, *OWN[1:]), (OWN[0], 0.022, OWN[2]), (*OWN[:2], 0.67)):
        assert colour_kept.kept_fit(other) is None
    # a literature value that says another number now
    changed = replace(all_parameters()["skin.anisotropy"], value=0.5)
    with monkeypatch.context() as patch:
        patch.setattr(
            rests_on,
            "all_parameters",
            lambda: {**all_parameters(), "skin.anisotropy": changed},
        )
        assert colour_kept.kept_fit(OWN) is None
    # another model
    with monkeypatch.context() as patch:
        patch.setattr(colour_kept, "_model", lambda: "other")
        assert colour_kept.kept_fit(OWN) is None
    # damage
    whole = file.read_bytes()
    for damage in (whole[:-9], b"", b"x" + whole[1:]):
        file.write_bytes(damage)
        assert colour_kept.kept_fit(OWN) is None
    file.write_bytes(whole)
    assert colour_kept.kept_fit(OWN) is not None
    # a draw of literature values neither reads nor writes
    with parameter_draw(0, 4, 0), pytest.raises(AssertionError, match="worked out anew"):
        FIT(*OWN)


def test_a_folder_that_refuses_is_left_alone(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("TURGOR_CACHE", str(tmp_path / "file"))
    monkeypatch.setattr(fit, "_fitted", lambda own: (np.zeros((len(fit._powers()), 5)), np.ones(5)))
    assert FIT(*OWN).worst["ita"] == 1.0
