"""Ctrl-C while a choice is sought: the choice ends as it would have, and then the key is heard."""

import subprocess
import sys
from pathlib import Path

import pytest

#: a choice of some seconds, and a key that is pressed meanwhile
PRESSED = """
import os, signal, threading, time
from tests.unit.plan.planted import problem
from turgor.plan.choose import Effort, choose

planted, effort = problem(5, families=14, weeks=30, levels=2), Effort(limit=0.4)
try:
    threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
    choose(planted, effort)
    print("not heard")
except KeyboardInterrupt:
    print("heard")
try:
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(1.0)
except KeyboardInterrupt:
    print("as usual")
"""


def test_a_key_is_heard_and_what_follows_is_as_usual():
    pytest.importorskip("ortools")
    done = subprocess.run(
        [sys.executable, "-c", PRESSED],
        cwd=Path(__file__).parents[3], capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["heard", "as usual"], done.stderr
