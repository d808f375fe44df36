"""How long a full check takes: every shipped rule, ten sessions of five modalities, all pairs.

    python benchmarks/rule_check.py [--runs 200]

Prints the median, best and worst wall time and the CPU time of a whole check (views included) for
a person of whom little and of whom much is known, the first check of a fresh library, peak memory,
and beside them the roofline: the conditions of the rules of sessions alone as one compiled Python
function each, two-valued, with every fact known and no view made. No evaluator in Python that
looks at each rule does better.
"""

import argparse
import datetime as dt
import resource
import statistics
import time
from collections.abc import Callable

from turgor.record.case import Case, PastTreatment
from turgor.record.course import Course, CourseSession, CourseUse
from turgor.record.skin_place import SkinPlace
from turgor.rules import check_course, standard_library, views_of
from turgor.rules.expression import All, Compare, Either, Expression, Flag, Has, Not, OneOf

DAY = dt.date(2027, 1, 1)
CO2 = {"wavelength_nm": 10600.0, "energy_mj": 10.0, "coverage_pct": 10.0, "passes": 1.0}
NAFL = {"wavelength_nm": 1550.0, "energy_mj": 20.0, "density_mtz_cm2": 300.0, "passes": 8.0}
PEEL = {"agent": "glycolic", "percent": 70.0, "minutes": 3.0, "layers": 1.0}
RF = {"needle_depth_um": 1500.0, "passes": 2.0, "rf_power_w": 20.0}
PLLA = {"agent": "plla", "vials": 2.0, "dilution_ml": 8.0}


def course() -> Course:
    """Ten sessions, two of each of five kinds, and half a year of tretinoin."""
    kinds = [
        ("fractional-laser", CO2), ("fractional-laser", NAFL), ("chemical-peel", PEEL),
        ("microneedling", RF), ("biostimulator", PLLA),
    ]  # fmt: skip
    sessions = tuple(
        CourseSession(14.0 * (2 * at + again), kind, settings=settings)
        for again in range(2)
        for at, (kind, settings) in enumerate(kinds)
    )
    use = CourseUse(
        "topical-retinoid", 0.0, 182.0, {"agent": "tretinoin", "percent": 0.05,
        "nights_per_week": 7.0},
    )  # fmt: skip
    return Course("bench", sessions, (use,), dt.date(2027, 1, 10))


def people() -> dict[str, Case]:
    """One of whom little is known, and one who answered every question of yes or no."""
    place = SkinPlace("full face", 45.0, "female", "IV")
    past = (PastTreatment("hyaluronic_filler", 60.0, {"site": "cheek"}),)
    fields = standard_library().vocabulary.fields.values()
    answers = {one.name: False for one in fields if one.part == "person" and one.type == "flag"}
    del answers["uses_retinoid"], answers["melasma"]
    known = Case(
        "much", place, answers={**answers, "hemisphere": "north"}, past=past,
        concerns=("wrinkles", "laxity"),
    )  # fmt: skip
    return {"little": Case("little", place, past=past), "much": known}


def python_of(tree: Expression) -> str:
    """A condition as a Python expression over the facts ``f``."""
    if isinstance(tree, Not):
        return f"(not {python_of(tree.inner)})"
    if isinstance(tree, All | Either):
        word = " and " if isinstance(tree, All) else " or "
        return "(" + word.join(python_of(item) for item in tree.items) + ")"
    field = f"f[{tree.field!r}]"
    if isinstance(tree, Flag):
        return field
    if isinstance(tree, Compare):
        return f"({field} {tree.op} {tree.limit!r})"
    if isinstance(tree, OneOf):
        return f"({field} in {set(tree.words)!r})"
    if isinstance(tree, Has):
        return f"bool({field} & {set(tree.words)!r})"
    return f"({tree.low!r} <= {field} <= {tree.high!r})"


def roofline() -> Callable[[], int]:
    """Each rule of sessions as a compiled function, run for ten sessions of full facts."""
    library = standard_library()
    rules = [rule for rule in library.rules_on(DAY) if rule.scope == "session"]
    tests = [eval(f"lambda f: {python_of(rule.condition)}") for rule in rules]  # own trees alone
    blank = {
        field.name: {"flag": False, "number": field.lowest or 0.0, "words": frozenset()}.get(
            field.type, (field.words or ("",))[0]
        )
        for field in library.vocabulary.fields.values()
    }
    views = views_of(people()["much"], course()).sessions[:10]
    facts = [{**blank, **view.facts.facts} for view in views]
    return lambda: sum(bool(test(one)) for one in facts for test in tests)


def timed(name: str, action: Callable[[], object], runs: int) -> None:
    """Print wall and CPU time of one run of ``action``."""
    walls, start = [], time.process_time()
    for _ in range(runs):
        begin = time.perf_counter()
        action()
        walls.append(1e3 * (time.perf_counter() - begin))
    cpu = 1e3 * (time.process_time() - start) / runs
    walls.sort()
    print(
        f"{name:32} median {statistics.median(walls):7.3f} ms, best {walls[0]:7.3f}, "
        f"worst {walls[-1]:7.3f}, CPU {cpu:7.3f} ms"
    )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    runs = parser.parse_args().runs
    begin = time.perf_counter()
    library = standard_library()
    read = time.perf_counter() - begin
    plan, cases = course(), people()
    begin = time.perf_counter()
    check_course(library, cases["little"], plan, DAY)
    first = time.perf_counter() - begin
    views = views_of(cases["little"], plan)
    print(
        f"{len(library.rules_on(DAY))} rules in force, {len(views.sessions)} sessions and uses, "
        f"{len(views.pairs)} pairs; packs read in {1e3 * read:.0f} ms, "
        f"first check {1e3 * first:.1f} ms"
    )
    for name, case in cases.items():
        found = check_course(library, case, plan, DAY)
        told = f"{len(found.findings)} findings, {len(found.questions)} questions"
        timed(
            f"check, {name} known", lambda case=case: check_course(library, case, plan, DAY), runs
        )
        timed(f"  of it the views ({told})", lambda case=case: views_of(case, plan), runs)
    timed("roofline: sessions, compiled", roofline(), runs)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
