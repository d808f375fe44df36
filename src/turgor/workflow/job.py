"""A job: one capture that is to be measured, and how; and jobs side by side on a few cores."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import TypeVar

from turgor.compute import one_core
from turgor.record.capture import Capture
from turgor.record.finding import Finding
from turgor.store import WorkKey
from turgor.store.audit import current_deed, doing

T = TypeVar("T")
W = TypeVar("W")


@dataclass(frozen=True, slots=True)
class Job:
    """One capture's work, done once for its key.

    find : reads the capture and states its findings; TurgorError where it can't be measured.
    quick : it takes less time than a durable commit does.
    """

    capture: Capture
    key: WorkKey
    find: Callable[[], tuple[Finding, ...]]
    quick: bool = False


@dataclass(slots=True)
class Jobs:
    """The jobs of one kind of capture, and (capture, reason) of what can't become one.

    stage : what was being done when those were refused.
    """

    jobs: list[Job] = field(default_factory=list)
    refused: list[tuple[Capture, str]] = field(default_factory=list)
    stage: str = "register"


def each(work: Callable[[W], T], items: Sequence[W], workers: int) -> Iterator[tuple[W, Future[T]]]:
    """Every item with its outcome as soon as it is there, few at a time.

    Few are under way at once, so that maps are not held for captures whose turn is far off; when
    the caller stops, what has not begun is dropped.
    """
    pool = ThreadPoolExecutor(workers)
    deed = current_deed()

    def alone(item: W) -> T:
        # sums over strips would differ in the last digit with their number
        with one_core(), doing(deed.act, deed.why, deed.who):
            return work(item)

    try:
        waiting: dict[Future[T], W] = {}
        rest = iter(items)
        while True:
            for item in rest:
                waiting[pool.submit(alone, item)] = item
                if len(waiting) > workers:
                    break
            if not waiting:
                return
            finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in finished:
                yield waiting.pop(future), future
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
