"""Damaged cases: a check or one line of refusal, and nothing else."""

import datetime as dt
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from turgor.errors import InputError, lines_of
from turgor.workflow.check.document import check_document
from turgor.workflow.check.template import CHECK_TEMPLATE
from turgor.workflow.check.work_out import OUTCOMES, check_case_file

#: all that may be stated, stated
WHOLE = "\n".join(
    line.removeprefix("# ") if line.startswith("# ") and ("=" in line or "[[" in line) else line
    for line in CHECK_TEMPLATE.splitlines()
    if "study" not in line and "subject_id" not in line and "turgor check" not in line
)
VALUES = st.one_of(
    st.sampled_from(
        ["true", "false", '"unknown"', "-1", "0", "1e308", "nan", "inf", "[]", "{}", '""', "99999",
         "2027-02-28", "2027-02-30", "[[1, 2]]", '["x"]', '"no"', "9999-12-31", "0001-01-01",
         "1e-320", '"\\u0007"', "12345678901234567890123"]
    ),
    st.text(max_size=12).map(lambda text: repr(text).replace("'", '"')),
)  # fmt: skip


def _one_line(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")
    try:
        found = check_case_file(path, day=dt.date(2026, 11, 26))
    except InputError as error:
        for line in (str(error), *lines_of(error)):
            assert "\n" not in line and line.startswith(str(path))
        return
    assert found.outcome in OUTCOMES
    check_document(found)


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.integers(0, 200), VALUES), min_size=1, max_size=3))
def test_any_value_in_any_place(tmp_path: Path, changes: list[tuple[int, str]]) -> None:
    lines = WHOLE.splitlines()
    for at, value in changes:
        number = at % len(lines)
        key, equals, _ = lines[number].partition(" = ")
        if equals:
            lines[number] = f"{key} = {value}"
    _one_line("\n".join(lines), tmp_path / "case.toml")


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, len(WHOLE)), st.integers(0, 40), st.text("[]{}=\"'#\n,.x1 -:", max_size=6))
def test_any_damage(tmp_path: Path, at: int, length: int, put: str) -> None:
    _one_line(WHOLE[:at] + put + WHOLE[at + length :], tmp_path / "case.toml")
