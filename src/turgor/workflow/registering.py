"""Register captures on their baselines and keep how each lies, whatever kind they are of."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from turgor.errors import StoreError, TurgorError
from turgor.record.capture import Capture
from turgor.store import StoredRegistration
from turgor.workflow.job import each
from turgor.workflow.places import Place
from turgor.workflow.progress import Progress
from turgor.workflow.study import Study

C = TypeVar("C")

#: by capture's sum
Kept = Mapping[str, StoredRegistration]


def register_places(
    study: Study,
    found: Sequence[Place],
    workers: int,
    progress: Progress,
    register_place: Callable[[Study, Place, Kept], dict[str, str]],
) -> dict[str, str]:
    """Register every place; gives why captures could not be read, by their sums."""
    kept = study.store.captures.registrations()
    unread: dict[str, str] = {}

    def work(place: Place) -> dict[str, str]:
        return register_place(study, place, kept)

    for done, (place, outcome) in enumerate(each(work, found, workers), start=1):
        unread.update(outcome.result())
        progress(done, len(found), f"registering {place.label}")
    return unread


def register_captures(
    study: Study,
    place: Place,
    stands: Callable[[Capture, str], bool],
    read: Callable[[Capture], C],
    register: Callable[[C, C, str, str], StoredRegistration],
    unusable_baseline: str,
) -> dict[str, str]:
    """Register what does not stand yet on this place's baseline, and keep each.

    stands : (capture, baseline's sum). register : (baseline, follow-up, follow-up's sum, baseline's
    sum); what can't be registered it gives with its reason, which is kept and not tried again.
    unusable_baseline : begins the reason where the baseline can't be read. Returned is why a
    capture could not be read, or its registration not be kept, by its sum; it is tried again the
    next time.
    """
    if place.baseline is None:
        return {}
    base = place.baseline.sha256
    wanted = [item for item in place.captures if item.sha256 != base and not stands(item, base)]
    if not wanted:
        return {}
    try:
        baseline = read(place.baseline)
    except TurgorError as error:
        return {capture.sha256: f"{unusable_baseline}: {error}" for capture in wanted}
    unread: dict[str, str] = {}
    for capture in wanted:
        try:
            made = register(baseline, read(capture), capture.sha256, base)
            study.store.captures.set_registration(made)
        except TurgorError as error:
            unread[capture.sha256] = str(error)
    return unread


def stands_on(
    registration: StoredRegistration | None,
    baseline: str,
    version: str,
    restore: Callable[[StoredRegistration], object],
) -> bool:
    """True where a kept registration is of this baseline and version and can be read back."""
    if (
        registration is None
        or registration.baseline != baseline
        or registration.method_version != version
    ):
        return False
    if registration.refused:
        return True
    try:
        restore(registration)
    except StoreError:
        return False
    return True
