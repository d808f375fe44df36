"""A kept result cites what it rests on at each call, and no draw sees another's values."""

from turgor.evidence import collect_citations, parameter, parameter_draw, remembered

SPREAD = "virtual.observe.closed_below"
calls: list[float] = []


@remembered(2)
def worked_out(factor: float) -> float:
    calls.append(factor)
    return factor * parameter(SPREAD)


def test_it_is_worked_out_once_and_cited_each_time() -> None:
    calls.clear()
    for _ in range(3):
        with collect_citations() as (_, parameters):
            assert worked_out(2.0) == 2.0 * parameter(SPREAD)
        with collect_citations() as (_, again):
            worked_out(2.0)
        assert parameters == again == {SPREAD}
    assert calls == [2.0]


def test_outside_a_run_it_is_no_more_than_a_cache() -> None:
    assert worked_out(3.0) == worked_out(3.0)


def test_draws_are_worked_out_anew_and_leave_nothing_behind() -> None:
    middle = worked_out(5.0)
    drawn = []
    for index in range(4):
        with parameter_draw(index, 4):
            drawn.append(worked_out(5.0))
            assert drawn[-1] == 5.0 * parameter(SPREAD)
    assert len(set(drawn)) == 4 and middle not in drawn
    assert worked_out(5.0) == middle
