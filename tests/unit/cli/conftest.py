"""What several commands' tests share."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from turgor.evidence import all_parameters
from turgor.predict.validate.shipped import stale_flags


@pytest.fixture
def changed_evidence(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Changes, when called, a record that the shipped set rests on, and no session of the tests."""

    def change() -> None:
        name = "loading.prp.punctured_papillary"
        record = all_parameters()[name]
        monkeypatch.setitem(all_parameters(), name, replace(record, value=0.5 * record.value))
        stale_flags.cache_clear()

    yield change
    stale_flags.cache_clear()
