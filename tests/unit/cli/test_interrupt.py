"""Ctrl-C is heard though a solver has put its own handler in place, and is as usual afterwards.

Each in a process of its own: threads of other libraries, begun before, would take the signal.
"""

import signal
import subprocess
import sys
import threading

import pytest

from turgor.cli.interrupt import interrupts_heard

pytestmark = pytest.mark.skipif(
    not hasattr(signal, "pthread_sigmask"), reason="signals can't be kept from threads here"
)

#: a shortest ruler that is not found in the time, and a key that is pressed meanwhile
SOLVING = """
import os, signal, threading
from ortools.sat.python import cp_model
from turgor.cli.interrupt import interrupts_heard

model = cp_model.CpModel()
marks = [model.new_int_var(0, 300, "") for _ in range(14)]
for one, other in zip(marks, marks[1:]):
    model.add(one < other)
model.add_all_different([b - a for k, a in enumerate(marks) for b in marks[k + 1:]])
model.minimize(marks[-1])
solver = cp_model.CpSolver()
solver.parameters.num_workers = 1
solver.parameters.max_deterministic_time = 1.0
ended = "no"
try:
    with interrupts_heard():
        threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
        solver.solve(model)
        ended = "whole"
        for _ in range(1000):
            pass
except KeyboardInterrupt:
    ended += ", heard"
print(ended)
try:
    os.kill(os.getpid(), signal.SIGINT)
    for _ in range(1000):
        pass
except KeyboardInterrupt:
    print("as usual")
"""


def test_a_solvers_handler_does_not_swallow_it():
    pytest.importorskip("ortools")
    done = subprocess.run(
        [sys.executable, "-c", SOLVING], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert first.endswith(", heard") and second == "as usual", done.stderr


def test_nothing_pressed_changes_nothing():
    with interrupts_heard():
        held = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    assert signal.SIGINT in held
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    assert not any(one.name == "turgor-interrupt" for one in threading.enumerate())


def test_off_the_main_thread_nothing_is_changed():
    seen = []

    def work() -> None:
        with interrupts_heard():
            seen.append(signal.pthread_sigmask(signal.SIG_BLOCK, ()))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert signal.SIGINT not in seen[0]
