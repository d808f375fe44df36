"""Each printed template, worked out by the real model of its modality."""

import re

import pytest

from turgor.errors import InputError
from turgor.exchange.session_toml import parse_session
from turgor.record.setting_spec import modality_settings
from turgor.record.stimulus import Stimulus
from turgor.skin.stimulus.doors import MODELLED
from turgor.skin.stimulus.ensemble import stimulus
from turgor.workflow.stimulus.template import session_template
from turgor.workflow.stimulus.work_out import treatment_of

OPTIONAL = re.compile(r'^# (?=\w+ = |\[+\w+\]|")', re.MULTILINE)


@pytest.fixture(autouse=True)
def few_photons(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enough to be worked out; how well is another test's matter."""
    from turgor.skin.stimulus.light import zone

    monkeypatch.setattr(zone, "PHOTONS", 5_000)


def worked_out(text: str) -> Stimulus:
    session = parse_session(text, "template")
    return stimulus(treatment_of(session, "template"), session.place, draws=2)


@pytest.mark.parametrize("modality", MODELLED)
def test_a_template_can_be_worked_out_as_it_stands(modality: str) -> None:
    found = worked_out(session_template(modality))
    assert found.profiles or found.courses
    assert "setting-not-used" not in {flag.code for flag in found.flags}


@pytest.mark.parametrize("modality", MODELLED)
def test_every_line_of_a_template_gives_a_stimulus_or_one_clear_refusal(modality: str) -> None:
    text = OPTIONAL.sub("", session_template(modality))
    assert set(modality_settings(modality).specs) <= set(parse_session(text, "").settings)
    try:
        worked_out(text)
    except InputError as error:
        # croton oil is of phenol peels alone; a powder is diluted by the vial, not by its volume
        line, words = {
            "chemical-peel": ("croton_oil_pct", "croton oil goes into phenol peels"),
            "biostimulator": ("dilution_ratio", "is a powder, state dilution_ml"),
        }[modality]
        assert words in str(error)
        assert "\n" not in str(error)
        worked_out(re.sub(rf"(?m)^{line}.*\n", "", text))
