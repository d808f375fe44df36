"""Settings that course text gives are settings that sessions on record have."""

import pytest

from turgor.exchange.course_text import read_course_text
from turgor.exchange.course_text.words import course_words
from turgor.record.session_settings import check_settings
from turgor.record.setting_spec import modality_settings
from turgor.skin.stimulus.doors import MODELLED


def test_every_word_of_a_modelled_kind_gives_a_typed_setting():
    words = course_words()
    for kind in MODELLED:
        specs = modality_settings(kind).specs
        given = [item.setting for item in words.kinds[kind].numbers]
        given += [item.setting for item in words.kinds[kind].settings]
        given += [name for thing in words.things if thing.kind == kind for name in thing.settings]
        assert set(given) <= set(specs), kind


@pytest.mark.parametrize(
    "text",
    [
        "fractional CO2 10 mJ 10 % 1 pass contact cooling",
        "1550 8 mJ 2000 MTZ/cm2 4 passes",
        "TCA 35 % 2 coats 3 min",
        "RF needling 1.5 mm 1 pass 20 W bipolar",
        "CaHA 1:2 1 syringe cannula subdermal",
        "PLLA 2 vials 8 mL dilution",
        "tretinoin 0.05 % cream nightly",
    ],
)
def test_what_text_gives_is_complete_and_known(text):
    course = read_course_text(text, where="text")
    item = (*course.sessions, *course.uses)[0]
    kind = getattr(item, "modality", "") or item.kind
    checked = check_settings(kind, {name: str(value) for name, value in item.settings.items()})
    assert not checked.notes
    assert checked.values == item.settings
