"""Who is acting, in which act and why: what every change of a study is signed with."""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

#: names the person at work where the command line doesn't
ACTOR_VARIABLE = "TURGOR_ACTOR"


@dataclass(frozen=True, slots=True)
class Deed:
    """who : the name under which a person is known to the study. act : what is being done, in
    few words. why : the reason given, empty where none was needed.
    """

    who: str = ""
    act: str = ""
    why: str = ""


_CURRENT: ContextVar[Deed | None] = ContextVar("turgor_deed", default=None)


def current_deed() -> Deed:
    """What is being done now; where nobody said who acts, the user of this machine does."""
    deed = _CURRENT.get() or Deed()
    return deed if deed.who else replace(deed, who=_login())


@contextmanager
def doing(act: str = "", why: str = "", who: str = "") -> Iterator[Deed]:
    """Sign every change within the block; what is left empty is kept from the block around it.

    A thread that is started inside does not inherit it.
    """
    outer = _CURRENT.get() or Deed()
    deed = Deed(who or outer.who, act or outer.act, why or outer.why)
    token = _CURRENT.set(deed)
    try:
        yield deed
    finally:
        _CURRENT.reset(token)


def _login() -> str:
    stated = os.environ.get(ACTOR_VARIABLE, "").strip()
    if stated:
        return stated
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no name for this user id
        return f"uid-{os.getuid()}" if hasattr(os, "getuid") else "unknown"
