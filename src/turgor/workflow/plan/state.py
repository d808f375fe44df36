"""What was found so far, in a file that a stopped plan goes on from.

Choices are kept, not forecasts: each is held against rules and forecast anew when it is taken up,
so that the file can't say what the rules and the skin of today do not.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from turgor import __version__
from turgor.errors import InputError, StoreError
from turgor.plan.as_plan import Settled, as_plan
from turgor.plan.constraint import Cap
from turgor.plan.front import FRONT, FrontPoint
from turgor.plan.legal import allowed
from turgor.plan.plan import Solved
from turgor.plan.prepare import Asked, Prepared
from turgor.plan.together import beyond

SCHEMA = "turgor.plan-state/1"


def fingerprint(asked: Asked) -> str:
    """Of all that a plan depends on; another case, rule, seed or version gives another."""
    case = replace(asked.case, lines={}, title="")
    parts = (
        __version__, case, asked.library.sha256, asked.day, asked.draws.version, asked.prices,
        asked.overrides, asked.scenario, asked.effort,
    )  # fmt: skip
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def write_state(path: Path, asked: Asked, points: Sequence[FrontPoint]) -> None:
    """Keep what was found; the file is whole at every moment.

    Errors: StoreError where it can't be written.
    """
    document = {
        "schema": SCHEMA,
        "of": fingerprint(asked),
        "points": [_point(one) for one in points],
    }
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise StoreError(f"{path}: can't be written ({error.strerror})") from error


def read_state(path: Path, prepared: Prepared) -> tuple[FrontPoint, ...]:
    """Take up what was found; empty where the file is not there yet.

    Errors: InputError for a file that is none, or is of another case, rules or seed.
    """
    if not path.exists():
        return ()
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        points = document["points"] if document["schema"] == SCHEMA else None
        whose = document["of"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(f"{path}: holds no plans of a case; name another file") from error
    if not isinstance(points, list):
        raise InputError(f"{path}: holds no plans of a case; name another file")
    if whose != fingerprint(prepared.asked):
        raise InputError(
            f"{path}: was kept of another case, day, seed or other rules; name another file, or "
            "remove it to begin anew"
        )
    try:
        # a list: what a generator lets through of a missing candidate would be another error
        return tuple([_taken_up(prepared, item) for item in points])
    except (KeyError, TypeError, ValueError, StopIteration) as error:
        raise InputError(f"{path}: its plans can't be read; remove it to begin anew") from error


def _point(point: FrontPoint) -> Mapping[str, object]:
    plan, limit = point.plan, point.limit
    return {
        "name": plan.name,
        "limit": None if limit is None else [limit.quantity, limit.most],
        "picks": [[one.candidate.id, one.start_week] for one in plan.courses],
        "left_out": list(plan.left_out),
        "reserved": [[quantity, most] for quantity, most in plan.reserved],
        "solved": [
            [one.priority, one.value, one.bound, one.gap, one.proved] for one in plan.solved
        ],
        "reasons": list(plan.reasons),
    }


def _taken_up(prepared: Prepared, item: Mapping[str, object]) -> FrontPoint:
    """Errors: ValueError for a choice that the problem or the rules do not allow."""
    limit, picks, solved = item["limit"], item["picks"], item["solved"]
    left_out, reasons, reserved = item["left_out"], item["reasons"], item["reserved"]
    if not (
        isinstance(picks, list)
        and isinstance(solved, list)
        and isinstance(left_out, list)
        and isinstance(reasons, list)
        and isinstance(reserved, list)
    ):
        raise ValueError("a list is missing")
    more = (Cap(FRONT, str(limit[0]), float(limit[1])),) if isinstance(limit, list) else ()
    chosen = tuple((str(name), int(week)) for name, week in picks)
    if prepared.under(*more).broken(chosen) or beyond(prepared, chosen, more):
        raise ValueError("a choice breaks a limit")
    if not allowed(prepared, chosen):
        raise ValueError("a choice is not allowed")
    settled = Settled(
        picks=chosen,
        solved=tuple(
            Solved(int(p), float(value), float(bound), float(gap), bool(proved))
            for p, value, bound, gap, proved in solved
        ),
        left_out=tuple(str(one) for one in left_out),
        reserved=tuple((str(quantity), float(most)) for quantity, most in reserved),
        reasons=tuple(str(one) for one in reasons),
    )
    plan = as_plan(prepared, settled, str(item["name"]), more)
    return FrontPoint(more[0] if more else None, plan)
