"""Writers at once: small cases of benchmarks/kill_record.py and benchmarks/audit_contention.py."""

import sqlite3
import threading
from pathlib import Path

import pytest

from turgor.errors import StoreError
from turgor.record.subject import Subject
from turgor.store import Store
from turgor.store.turns import turn_to_write


def test_killed_writers_lose_nothing_that_they_said(tmp_path: Path, benchmark_module) -> None:
    done = benchmark_module("kill_record").run(tmp_path / "study", kills=5, writers=2, seed=3)
    assert done.kills == 5 and done.acknowledged > 5 and done.links > done.acknowledged / 2


def test_fifty_threads_on_one_record_lose_no_update(tmp_path: Path, benchmark_module) -> None:
    contention = benchmark_module("audit_contention")
    for number, way in enumerate(contention.WAYS[:2]):
        done = contention.run(tmp_path / str(number), threads=50, times=1, way=way)
        assert (done.corrections, done.lost, done.starved) == (50, 0, 0)
        assert done.contiguous and done.holds


def test_who_has_waited_for_long_is_next_and_who_can_not_wait_is_told(tmp_path: Path) -> None:
    Store.create(tmp_path).close()
    path = tmp_path / "study.db"
    gone = threading.Event()
    order: list[str] = []

    def wait() -> None:
        with turn_to_write(path, 10.0):
            order.append("waited")
        gone.set()

    with turn_to_write(path, 1.0):
        thread = threading.Thread(target=wait)
        thread.start()
        with Store(tmp_path, busy_timeout_s=0.02) as store:
            with pytest.raises(StoreError, match="another program holds it"):
                store.people.add_subject(Subject("S01"))
            with pytest.raises(sqlite3.OperationalError), turn_to_write(path, 0.0):
                order.append("never")
    assert gone.wait(5.0) and order == ["waited"]
    thread.join()
