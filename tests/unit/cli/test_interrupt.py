"""Ctrl-C is heard though a library has put its own handler in place, and is as usual afterwards."""

import ctypes
import os
import signal
import threading
import time

import pytest

from turgor.cli.interrupt import interrupts_heard

pytestmark = pytest.mark.skipif(
    not hasattr(signal, "pthread_sigmask"), reason="signals can't be kept from threads here"
)


def press() -> None:
    os.kill(os.getpid(), signal.SIGINT)
    until = time.monotonic() + 5.0
    while time.monotonic() < until:
        time.sleep(0.01)


def test_a_solvers_handler_does_not_swallow_it():
    libc = ctypes.CDLL(None)
    libc.signal.restype = ctypes.c_void_p
    libc.signal.argtypes = [ctypes.c_int, ctypes.c_void_p]
    # one that does nothing, as a solver's does nothing that Python would hear of
    handler = ctypes.CFUNCTYPE(None, ctypes.c_int)(lambda number: None)
    with pytest.raises(KeyboardInterrupt), interrupts_heard():
        before = libc.signal(signal.SIGINT, ctypes.cast(handler, ctypes.c_void_p))
        try:
            press()
        finally:
            libc.signal(signal.SIGINT, before)
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    with pytest.raises(KeyboardInterrupt):
        press()


def test_nothing_pressed_changes_nothing():
    with interrupts_heard():
        held = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    assert signal.SIGINT in held
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
