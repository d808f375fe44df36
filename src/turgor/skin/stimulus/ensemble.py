"""One session worked out many times, each time under another draw of what is not known well."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from turgor.compute import one_core, worker_count
from turgor.errors import InputError
from turgor.evidence import all_parameters, bibliography, collect_citations, parameter_draw
from turgor.physics.tissue.stack import tissue_stack
from turgor.record.skin_place import SkinPlace
from turgor.record.stimulus import (
    COURSE_DAYS,
    DEPTH_UM,
    Spread,
    Stimulus,
    StimulusDraw,
    StimulusFlag,
)
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus.doors import session_model
from turgor.skin.stimulus.modality import SessionModel, SettingValue
from turgor.skin.stimulus.skin_flags import skin_flags

Step = Callable[[int, int], None]

#: 10th and 90th percentile of this many stratified draws fall between the fourth and the fifth
DRAWS = 32
#: draws that can't be (a needle longer than the thinnest skin drawn) may be left out up to here
_MOST_IMPOSSIBLE = 0.25
#: what a draw has where it doesn't state a kind that another draw states
_NO_SHARE, _NO_COURSE = np.zeros(DEPTH_UM.shape), np.zeros(COURSE_DAYS.shape)


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
    flags = (*treatment.flags, *model.flags, *_not_used(treatment, model))
    flags += skin_flags(stack.flags)
    if len(possible) < draws:
        flags += (_impossible(found, draws),)
    stated = [central, *possible]
    flags = tuple(_cited(flag) for flag in flags)
    numbers = _names(draw.quantities for draw in possible)
    flags += _not_in_every(possible, numbers)
    printed = bibliography(sources, parameters)
    return Stimulus(
        modality=treatment.modality,
        device=treatment.device,
        settings=dict(model.settings),
        stack=stack,
        profiles={
            k: _spread([d.profiles.get(k, _NO_SHARE) for d in possible])
            for k in _names(draw.profiles for draw in stated)
        },
        courses={
            k: _spread([d.courses.get(k, _NO_COURSE) for d in possible])
            for k in _names(draw.courses for draw in stated)
        },
        quantities={k: _number(_stated(k, possible), model.specs[k].probability) for k in numbers},
        specs={k: model.specs[k] for k in numbers},
        flags=flags,
        section=section,
        draws=len(possible),
        parameters=tuple(sorted(parameters)),
        sources=tuple(sorted({*sources, *(flag.source for flag in flags if flag.source)})),
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


def _not_used(treatment: Treatment, model: SessionModel) -> tuple[StimulusFlag, ...]:
    """Settings that are stated, of which the model makes no use and says nothing."""
    told = " ".join(flag.text for flag in model.flags)
    left = [
        name
        for name, value in treatment.settings.items()
        if name not in model.settings and name not in told and value != ""
    ]
    if not left:
        return ()
    said = f"not used, since what this session does is worked out without: {', '.join(left)}"
    return (StimulusFlag("setting-not-used", said),)


def _cited(flag: StimulusFlag) -> StimulusFlag:
    """The flag with the id of a source, where its model named a literature value."""
    known = all_parameters().get(flag.source)
    return flag if known is None else replace(flag, source=known.source)


def _names(of_draws: Iterable[Mapping[str, object]]) -> list[str]:
    """Every name that some draw has, in the order in which they come up."""
    return list(dict.fromkeys(name for of_one in of_draws for name in of_one))


def _stated(name: str, possible: Sequence[StimulusDraw]) -> list[float]:
    return [draw.quantities[name] for draw in possible if name in draw.quantities]


def _not_in_every(
    possible: Sequence[StimulusDraw], names: Sequence[str]
) -> tuple[StimulusFlag, ...]:
    """Numbers that only some draws have, such as the top of a zone that need not come to be."""
    counts = {name: len(_stated(name, possible)) for name in names}
    some = [
        f"{name.replace('-', ' ')} in {count} of {len(possible)}"
        for name, count in counts.items()
        if count < len(possible)
    ]
    if not some:
        return ()
    said = f"not in every draw, since there it is of nothing: {', '.join(some)}"
    return (StimulusFlag("not-in-every-draw", said),)


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
