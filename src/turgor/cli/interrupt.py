"""Ctrl-C while a solver runs: heard by us, though solvers put a handler of their own in its place.

CP-SAT's handler ends the solve at hand and swallows the signal: the choice would depend on when
somebody pressed a key, and the rest would go on. Here the signal waits for a thread of ours, which
hands it to Python; the solve at hand ends by its own limit.
"""

import signal
import threading
from _thread import interrupt_main
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def interrupts_heard() -> Iterator[None]:
    """Within it Ctrl-C raises KeyboardInterrupt in the main thread, whatever a library installs.

    Off the main thread, and where signals can't be kept from threads, nothing is changed. Threads
    begun before it must not be of the kind that takes signals.
    """
    main = threading.current_thread() is threading.main_thread()
    if not main or not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    over = threading.Event()

    def listen() -> None:
        while True:
            signal.sigwait({signal.SIGINT})
            if over.is_set():
                return
            interrupt_main()

    listener = threading.Thread(target=listen, name="turgor-interrupt", daemon=True)
    listener.start()
    try:
        yield
    finally:
        over.set()
        if listener.ident is not None:
            signal.pthread_kill(listener.ident, signal.SIGINT)
        listener.join()
        usual = signal.getsignal(signal.SIGINT)
        if usual is not None:  # a solver leaves the system's own behind, which ends the process
            signal.signal(signal.SIGINT, usual)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
