"""Ensembles over the spread of literature values."""

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.evidence import all_parameters, parameter
from turgor.record.skin_place import SkinPlace
from turgor.record.stimulus import DEPTH_UM, QuantitySpec, StimulusDraw
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus.ensemble import Treatment, stimulus

PLACE = SkinPlace("cheek", 50.0, "female", "II")
TREATMENT = Treatment("fractional-laser", {"energy_mj": 10.0}, "any")


def test_spread_is_that_of_the_literature_value(plain_model) -> None:
    record = all_parameters()[plain_model.SPREAD]
    found = stimulus(TREATMENT, PLACE, draws=200)
    depth = found.quantities["zone-depth"]
    sd = np.sqrt(np.log1p((record.spread / record.value) ** 2))
    assert depth.median[0] == pytest.approx(10 * record.value, rel=0.02)
    assert depth.low[0] == pytest.approx(10 * record.value * np.exp(-1.2816 * sd), rel=0.02)
    assert depth.high[0] == pytest.approx(10 * record.value * np.exp(1.2816 * sd), rel=0.02)
    assert plain_model.SPREAD in found.parameters
    assert record.source in found.sources


def test_one_seed_gives_one_stimulus_on_any_number_of_cores(
    plain_model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TURGOR_THREADS", "1")
    alone = stimulus(TREATMENT, PLACE, draws=8, seed=3)
    monkeypatch.setenv("TURGOR_THREADS", "4")
    together = stimulus(TREATMENT, PLACE, draws=8, seed=3)
    other = stimulus(TREATMENT, PLACE, draws=8, seed=4)
    assert alone.quantities["zone-depth"] == together.quantities["zone-depth"]
    assert alone.quantities["zone-depth"] != other.quantities["zone-depth"]


def test_draws_that_cannot_be_are_left_out_and_told_up_to_a_quarter(
    plain_model, monkeypatch: pytest.MonkeyPatch
) -> None:
    value = 10 * all_parameters()[plain_model.SPREAD].value
    limit = {"um": 1.3 * value}

    def model(settings: object, device: str, stack: object):
        return plain_model.PlainModel(impossible_above_um=limit["um"])

    monkeypatch.setattr(plain_model, "model", model)
    found = stimulus(TREATMENT, PLACE, draws=32)
    assert 24 <= found.draws < 32
    assert "some-draws-impossible" in {flag.code for flag in found.flags}
    limit["um"] = 1.01 * value
    with pytest.raises(InputError, match="of 32 draws"):
        stimulus(TREATMENT, PLACE, draws=32)


def test_a_modality_without_a_model_is_refused(plain_model) -> None:
    with pytest.raises(InputError, match="fractional-laser"):
        stimulus(Treatment("other", {}), PLACE)
    with pytest.raises(InputError, match="2 or more"):
        stimulus(TREATMENT, PLACE, draws=1)


def test_a_draw_holds_shares_that_add_up_to_no_more_than_all() -> None:
    half = np.full(DEPTH_UM.shape, 0.6)
    with pytest.raises(InputError, match="more than all"):
        StimulusDraw({"removed": half, "coagulated": half})
    with pytest.raises(InputError, match="no profile"):
        StimulusDraw({"burnt": half})
    with pytest.raises(InputError, match="share"):
        StimulusDraw({"removed": half[1:]})
    with pytest.raises(InputError, match="no course"):
        StimulusDraw({}, {"sparkle": half})


def test_a_probability_is_its_mean_over_draws(plain_model, monkeypatch: pytest.MonkeyPatch) -> None:
    class Either(plain_model.PlainModel):
        def draw(self, stack: TissueStack) -> StimulusDraw:
            deep = parameter(plain_model.SPREAD) > 1.2 * all_parameters()[plain_model.SPREAD].value
            return StimulusDraw({}, {}, {"deep": float(deep), "shallow": float(not deep)})

    specs = {name: QuantitySpec("1", name, probability=True) for name in ("deep", "shallow")}
    monkeypatch.setattr(plain_model, "model", lambda *_: Either(specs=specs))
    found = stimulus(TREATMENT, PLACE, draws=40)
    deep, shallow = (found.quantities[name] for name in ("deep", "shallow"))
    assert 0.1 < deep.median[0] < 0.5
    assert deep.median[0] + shallow.median[0] == pytest.approx(1.0)
    assert deep.low[0] == deep.high[0] == deep.median[0]
