"""A declared estimand in words beside its endpoint, and what the estimate does not do of it."""

from turgor.record.design import Endpoint, StudyDesign
from turgor.record.estimand import Estimand

#: what a summary measure is called in a line
_SUMMARY = {
    "difference-of-means": "difference of means between treatments",
    "mean-change": "mean change from baseline",
    "share-of-responders": "share of persons whose own contrast is beyond noise as declared",
}


def variable_of(design: StudyDesign, endpoint: Endpoint) -> str:
    """The variable, which follows from the measurand, the place and the visits."""
    place = " ".join(filter(None, (endpoint.site, endpoint.region))) or "any site"
    what = f"{endpoint.measurand.metric} at {place}"
    if design.kind != "crossover":
        return f"change from '{design.baseline}' to '{endpoint.visit}' of {what}"
    if endpoint.response == "value":
        return f"value at each period's last visit of {what}"
    return f"change within each period of {what}"


def treatment_of(design: StudyDesign, declared: Estimand) -> str:
    """What is compared: as declared, else the design's arms."""
    if declared.treatment:
        return declared.treatment
    named = [
        f"{arm.name or arm.id}{' (control)' if arm.control else ''}"
        for arm in sorted(design.arms, key=lambda item: item.control)
    ]
    return " against ".join(named) or "one treatment, not compared"


def estimand_lines(design: StudyDesign, endpoint: Endpoint) -> tuple[str, ...]:
    """The attributes of a declared estimand, one a line; empty where none is declared."""
    declared = endpoint.estimand
    if declared is None:
        return ()
    events = [
        f"intercurrent event: {item.event}: {item.strategy.replace('-', ' ')}"
        + (f" ({item.handling})" if item.handling else "")
        for item in declared.events
    ]
    return (
        f"population: {declared.population}",
        f"treatment: {treatment_of(design, declared)}",
        f"variable: {variable_of(design, endpoint)}",
        *(events or ["intercurrent events: none declared"]),
        f"summary: {_SUMMARY[declared.summary]}",
    )


def not_done(endpoint: Endpoint, controlled: bool) -> str:
    """What the estimate beside it does not do of the declared estimand; empty where it does all.

    Every value is used whatever happened before it: that is treatment policy. Values that a
    hypothetical, composite, while-on-treatment or principal-stratum strategy asks for would need
    to be modelled or replaced, and none is.
    """
    declared = endpoint.estimand
    if declared is None:
        return ""
    told: list[str] = []
    other = [item for item in declared.events if item.strategy != "treatment-policy"]
    if other:
        told.append(
            "the estimate uses every value whatever happened before it (treatment policy); not "
            "carried out: " + ", ".join(f"{item.strategy} for '{item.event}'" for item in other)
        )
    if declared.summary == "difference-of-means" and not controlled:
        told.append("the declared difference between treatments is not what this mean is of")
    if declared.summary == "mean-change" and controlled:
        told.append("the declared mean change is not what this difference is of")
    if declared.summary == "share-of-responders":
        told.append("the declared summary is the share beyond noise, not the mean")
    return "; ".join(told)
