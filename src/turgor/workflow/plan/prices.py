"""What a clinic charges, held against the treatments there are; nothing is priced unasked."""

from collections.abc import Mapping
from difflib import get_close_matches

from turgor.errors import StudyError
from turgor.plan.template import NOTHING, standard_templates
from turgor.record.case import Case
from turgor.record.course import USES
from turgor.skin.loading.doors import LOADED
from turgor.workflow.decision.option import Clinic
from turgor.workflow.forecast.typed_case import placed


def hold_prices(case: Case, where: str) -> None:
    """Refuse a price of what nobody here can plan.

    Errors: StudyError with the line, what is allowed, and the nearest word.
    """
    known = sorted(
        {*LOADED, *USES}
        | {name for one in standard_templates() for name in (one.id, one.family)} - {NOTHING}
    )
    for name in case.clinic.prices:
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.5)
            raise StudyError(
                f"{placed(f'{where}: [prices]', 'prices', name, case)}: '{name}' is no treatment; "
                f"allowed: {', '.join(known)}" + (f"; did you mean '{near[0]}'?" if near else "")
            )


def planned_prices(case: Case) -> Mapping[str, float]:
    """What a plan reckons with: the highest of each price, so that a limit of cost holds."""
    return {name: high for name, (_, high) in case.clinic.prices.items()}


def clinic_of(case: Case) -> Clinic:
    """Whom the decision page names, and its prices."""
    own = case.clinic
    return Clinic(own.name, own.phone, own.currency, own.prices)
