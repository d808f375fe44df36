"""Read a case's file and forecast it."""

from pathlib import Path

from turgor.errors import InputError
from turgor.predict.calibrate.parameter_set import shipped_parameter_set
from turgor.predict.forecast.engine import draws_of
from turgor.predict.forecast.forecast import PEOPLE, forecast
from turgor.predict.forecast.outlook import Forecast
from turgor.predict.forecast.studies import study_forecasts
from turgor.predict.validate.shipped import stale_flags
from turgor.skin.solve.ahead import load_ahead
from turgor.workflow.forecast.typed_case import typed_case
from turgor.workflow.progress import Progress, silent


def forecast_of_file(
    path: Path, people: int = PEOPLE, seed: int = 0, progress: Progress = silent
) -> Forecast:
    """The forecast of a TOML file's case.

    Errors: InputError for what can't be read, can't be, or is not known.
    """
    typed = typed_case(path)
    load_ahead()

    def step(done: int, total: int) -> None:
        progress(done, total, path.name)

    try:
        return forecast(
            typed.case,
            draws_of(shipped_parameter_set()),
            study_forecasts(),
            people=people,
            seed=seed,
            flags=(*stale_flags(), *typed.flags),
            step=step,
        )
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
