"""Numbers and flags of a stimulus as people read them."""

from importlib import import_module

import numpy as np
import pytest

from turgor.record.skin_place import SkinPlace
from turgor.record.stimulus import (
    COURSE_UNITS,
    CrossSection,
    QuantitySpec,
    StimulusDraw,
    StimulusFlag,
)
from turgor.report.stimulus_flags import flag_sentence
from turgor.report.stimulus_numbers import number_rows
from turgor.report.stimulus_section import section_picture
from turgor.skin.stimulus.ensemble import Treatment, stimulus
from turgor.workflow.stimulus.course_words import COURSE_MEANINGS
from turgor.workflow.stimulus.setting_words import setting_words

PLACE = SkinPlace("cheek", 50.0, "female", "II")


def numbers(plain_model, monkeypatch: pytest.MonkeyPatch, **values: tuple[float, QuantitySpec]):
    class Fixed(plain_model.PlainModel):
        def draw(self, stack: object) -> StimulusDraw:
            return StimulusDraw({}, {}, {name: value for name, (value, _) in values.items()})

    specs = {name: spec for name, (_, spec) in values.items()}
    monkeypatch.setattr(plain_model, "model", lambda *_: Fixed(specs=specs))
    return number_rows(stimulus(Treatment("fractional-laser", {}), PLACE, draws=2))


@pytest.mark.parametrize(
    ("value", "spec", "printed"),
    [
        (9.6e-9, QuantitySpec("1", "", probability=True), "< 0.01"),
        (0.9996, QuantitySpec("1", "", probability=True), "> 0.99"),
        (0.598, QuantitySpec("1", "", probability=True), "0.60"),
        (1.45e-6, QuantitySpec("1", ""), "< 0.001"),
        (24645.2, QuantitySpec("1/cm²", ""), "24600 per cm²"),
        (84.0, QuantitySpec("1", ""), "84"),
        (0.27, QuantitySpec("µmol/cm²", ""), "0.270 µmol/cm²"),
    ],
)
def test_no_number_is_printed_closer_than_it_is_known(
    plain_model, monkeypatch: pytest.MonkeyPatch, value: float, spec: QuantitySpec, printed: str
) -> None:
    rows, nothing = numbers(plain_model, monkeypatch, one=(value, spec))
    assert rows[0].value == printed
    assert rows[0].ends == "" and nothing == ()


def test_what_is_nothing_in_every_draw_has_no_row(
    plain_model, monkeypatch: pytest.MonkeyPatch
) -> None:
    um = QuantitySpec("µm", "depth")
    rows, nothing = numbers(
        plain_model, monkeypatch, **{"crater-300-um": (0.0, um), "zone": (5.0, um)}
    )
    assert [row.name for row in rows] == ["zone"]
    assert nothing == ("crater 300 µm",)


@pytest.mark.parametrize(
    ("code", "text", "sentence"),
    [
        ("not-calibrated", "not calibrated: its spot is drawn", "Its spot is drawn."),
        ("ph-predicted", "pH is not stated", "pH is not stated."),
        ("spot-assumed", "spot_um is not stated", "spot_um is not stated."),
        ("plain", "a model for tests", "A model for tests."),
        (
            "range",
            "it is 200 1/cm²; studies used 100 to 100 1/cm²",
            "It is 200 per cm²; studies used 100 per cm².",
        ),
        ("range", "studies used 20 to 200 mJ", "Studies used 20 to 200 mJ."),
    ],
)
def test_a_flag_reads_as_a_sentence(code: str, text: str, sentence: str) -> None:
    assert flag_sentence(StimulusFlag(code, text), after_code=True) == sentence


def test_a_flag_in_front_of_its_code_says_all_itself() -> None:
    flag = StimulusFlag("taken-by-default", "taken by default: needles, needle_pitch_um")
    assert flag_sentence(flag) == "Taken by default: needles, needle_pitch_um."
    assert flag_sentence(flag, after_code=True) == "needles, needle_pitch_um."


def test_settings_are_rounded_and_carry_no_stray_blanks() -> None:
    assert setting_words("fractional-laser", {"pulse_ms": 2 / 3}) == ("pulse 0.6667 ms",)
    assert setting_words("microneedling", {"channels_per_cm2": 2333.333}) == (
        "channels 2333 per cm²",
    )
    assert setting_words("topical-retinoid", {"weeks": 12.0}) == ("weeks 12",)


def test_the_legend_names_what_is_in_the_picture_alone(
    plain_model, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = stimulus(Treatment("fractional-laser", {}), PLACE, draws=2)
    assert section_picture(found).states == ("heat-shocked", "coagulated", "removed")

    class Warm(plain_model.PlainModel):
        def section(self, stack: object) -> CrossSection:
            cut = super().section(stack)
            state = np.where(cut.state > 0, 1, 0).astype(np.uint8)
            return CrossSection(cut.r_um, cut.z_um, cut.peak_c, cut.log10_damage, state)

    monkeypatch.setattr(plain_model, "model", lambda *_: Warm())
    found = stimulus(Treatment("fractional-laser", {}), PLACE, draws=2)
    assert section_picture(found).states == ("heat-shocked",)


def test_every_course_has_a_meaning() -> None:
    assert list(COURSE_MEANINGS) == list(COURSE_UNITS)


@pytest.mark.parametrize(
    ("room", "name"),
    [
        ("light.quantities", "SPECS"),
        ("needle.door", "SPECS"),
        ("rf_needle.session", "SPECS"),
        ("acid.model", "_SPECS"),
        ("ligand.door", "SPECS"),
        ("particle.door", "SPECS"),
    ],
)
def test_a_meaning_is_a_phrase_that_stands_alone(room: str, name: str) -> None:
    module = import_module(f"turgor.skin.stimulus.{room}")
    specs = getattr(module, name, None) or module.SPECS
    fragments = ("of ", "in ", "by ", "from ", "when ", "above ", "below ", "given ", "1 =")
    for spec in specs.values():
        assert len(spec.meaning.split()) > 2, spec.meaning
        assert not spec.meaning.startswith(fragments), spec.meaning
        assert not {"them", "those", "these"} & set(spec.meaning.split()), spec.meaning
