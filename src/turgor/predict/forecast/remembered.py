"""What courses and endpoints of a person share, worked out once: noise, baselines, rates, draws.

Each is small, and asked for by every endpoint of every course. What it rests on is cited whenever
it is asked for, and nothing is remembered inside a draw of literature values.
"""

from turgor.errors import InputError
from turgor.evidence import remembered
from turgor.predict.rates.published import Rate, rare_rates
from turgor.record.skin_place import SkinPlace
from turgor.skin.hazard.pih import PIH_PARAMETERS
from turgor.skin.hazard.value import Values, hazard_draws
from turgor.skin.observe.level import Baseline, baseline_of
from turgor.skin.observe.noise import reading_noise

#: a place as something that can be looked up
_Key = tuple[str, float | None, str, str, tuple[tuple[str, float], ...]]


def noise_of(observable: str, place: SkinPlace) -> float:
    """Standard deviation of one reading, in the unit of the observable's changes."""
    return _noise(observable, _key(place))


def known_baseline(observable: str, place: SkinPlace) -> Baseline | None:
    """The baseline, None where nothing tells the value itself."""
    return _baseline(observable, _key(place))


@remembered(64)
def rates_of(modality: str, variant: str | None) -> tuple[Rate, ...]:
    """``rare_rates``."""
    return rare_rates(modality, variant)


@remembered(4)
def sign_values(count: int, seed: int) -> Values:
    """``hazard_draws`` of signs and limits; not to be written to."""
    return hazard_draws(count, seed)


@remembered(4)
def pigment_values(count: int, seed: int) -> Values:
    """``hazard_draws`` of pigment; not to be written to."""
    return hazard_draws(count, seed, PIH_PARAMETERS)


@remembered(512)
def _noise(observable: str, key: _Key) -> float:
    return reading_noise(observable, _place(key)).sd


@remembered(512)
def _baseline(observable: str, key: _Key) -> Baseline | None:
    try:
        return baseline_of(observable, _place(key))
    except InputError:
        return None


def _key(place: SkinPlace) -> _Key:
    found = tuple(sorted(place.findings.items()))
    return (place.site, place.age_years, place.sex, place.phototype, found)


def _place(key: _Key) -> SkinPlace:
    site, age_years, sex, phototype, found = key
    return SkinPlace(site, age_years, sex, phototype, dict(found))
