"""One session worked out many times, each time under another draw of what is not known well."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from turgor.compute import one_core, worker_count
from turgor.errors import InputError
from turgor.evidence import bibliography, collect_citations, parameter_draw
from turgor.physics.tissue.stack import tissue_stack
from turgor.record.skin_place import SkinPlace
from turgor.record.stimulus import Spread, Stimulus, StimulusDraw, StimulusFlag
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus.doors import session_model
from turgor.skin.stimulus.modality import SessionModel, SettingValue
from turgor.skin.stimulus.skin_flags import skin_flag

Step = Callable[[int, int], None]

#: 10th and 90th percentile of this many stratified draws fall between the fourth and the fifth
DRAWS = 32
#: draws that can't be (a needle longer than the thinnest skin drawn) may be left out up to here
_MOST_IMPOSSIBLE = 0.25


@dataclass(frozen=True, slots=True)
class Treatment:
    """What is done: modality, device in the user's words, typed settings, flags from reading.

    histology : the user's own sections of that laser's zones, one row an energy.
    """

    modality: str
    settings: Mapping[str, SettingValue]
    device: str = ""
    flags: tuple[StimulusFlag, ...] = ()
    histology: tuple[Mapping[str, float], ...] = ()


def stimulus(
    treatment: Treatment,
    place: SkinPlace,
    draws: int = DRAWS,
    seed: int = 0,
    step: Step | None = None,
) -> Stimulus:
    """What one session does to one person's skin, with its spread over ``draws``.

    The same for the same seed, whatever the number of cores. step : told how many draws of how
    many are done.

    Errors: InputError where the settings can't be, or more than a quarter of the draws can't.
    """
    if draws < 2:
        raise InputError(f"{draws} draws show no spread; take 2 or more")
    with collect_citations() as (sources, parameters):
        stack = _stack(place)
        model = session_model(
            treatment.modality, treatment.settings, treatment.device, stack, treatment.histology
        )
        central = model.draw(stack)
        section = model.section(stack)
    found = _drawn(model, place, draws, seed, step or _silent)
    possible = [draw for draw in found if isinstance(draw, StimulusDraw)]
    flags = (*treatment.flags, *model.flags, *(skin_flag(code) for code in stack.flags))
    if len(possible) < draws:
        flags += (_impossible(found, draws),)
    printed = bibliography(sources, parameters)
    kinds = [*central.profiles], [*central.courses], [*central.quantities]
    return Stimulus(
        modality=treatment.modality,
        device=treatment.device,
        settings=dict(model.settings),
        stack=stack,
        profiles={k: _spread([d.profiles[k] for d in possible]) for k in kinds[0]},
        courses={k: _spread([d.courses[k] for d in possible]) for k in kinds[1]},
        quantities={
            k: _number([d.quantities[k] for d in possible], model.specs[k].probability)
            for k in kinds[2]
        },
        specs={k: model.specs[k] for k in kinds[2]},
        flags=flags,
        section=section,
        draws=len(possible),
        parameters=tuple(sorted(parameters)),
        sources=tuple(sorted(sources)),
        assumed_share=printed.assumed_share,
    )


def _stack(place: SkinPlace) -> TissueStack:
    return tissue_stack(
        place.site, place.age_years, place.sex, place.phototype, findings=place.findings
    )


def _drawn(
    model: SessionModel, place: SkinPlace, draws: int, seed: int, step: Step
) -> list[StimulusDraw | InputError]:
    """Each draw, or why it can't be, in order; draws run side by side, each on one core."""

    def one(index: int) -> StimulusDraw | InputError:
        with one_core(), parameter_draw(index, draws, seed):
            try:
                return model.draw(_stack(place))
            except InputError as error:
                return error

    found: list[StimulusDraw | InputError] = []
    with ThreadPoolExecutor(worker_count()) as pool:
        for draw in pool.map(one, range(draws)):
            found.append(draw)
            step(len(found), draws)
    return found


def _impossible(found: Sequence[StimulusDraw | InputError], draws: int) -> StimulusFlag:
    reasons = [item for item in found if isinstance(item, InputError)]
    said = f"{len(reasons)} of {draws} draws of this skin can't be treated so: {reasons[0]}"
    if len(reasons) > _MOST_IMPOSSIBLE * draws:
        raise InputError(said) from reasons[0]
    return StimulusFlag("some-draws-impossible", said)


def _spread(values: Sequence[np.ndarray[tuple[int, ...], np.dtype[np.float64]]]) -> Spread:
    low, median, high = np.quantile(np.stack(values), [0.1, 0.5, 0.9], axis=0)
    return Spread(median, low, high)


def _number(values: Sequence[float], probability: bool) -> Spread:
    """A probability is itself over what is not known: its mean, the same thrice."""
    if probability:
        mean = np.array([float(np.mean(values))])
        return Spread(mean, mean, mean)
    return _spread([np.array([value]) for value in values])


def _silent(done: int, total: int) -> None:
    """Tell nobody."""
