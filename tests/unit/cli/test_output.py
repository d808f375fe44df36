import io
import json

import pytest
import typer

from turgor.cli.output import emit_json, emit_refusals, exit_code, one_line_errors
from turgor.cli.progress import progress
from turgor.errors import InputError, StoreError


def test_json_goes_to_stdout_and_refuses_what_json_does_not_know(
    capsys: pytest.CaptureFixture[str],
) -> None:
    emit_json({"unit": "µm", "value": 1.5})
    out = capsys.readouterr().out
    assert json.loads(out) == {"unit": "µm", "value": 1.5}
    assert "µm" in out
    with pytest.raises(ValueError, match="not JSON compliant"):
        emit_json({"value": float("nan")})


def test_refusals_go_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    emit_refusals([("a.sur", "truncated"), ("", "no captures")])
    caught = capsys.readouterr()
    assert caught.out == ""
    assert caught.err == "refused: a.sur: truncated\nrefused: no captures\n"


@pytest.mark.parametrize(
    ("error", "code"),
    [(InputError("x"), 2), (StoreError("x"), 1), (KeyboardInterrupt(), 130)],
)
def test_errors_become_one_line_and_a_code(
    error: BaseException, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as caught, one_line_errors():
        raise error
    assert caught.value.exit_code == code
    assert capsys.readouterr().err.count("\n") == 1


def test_exit_codes() -> None:
    assert (exit_code(False), exit_code(True)) == (0, 1)


def test_progress_is_silent_without_a_terminal_and_draws_on_stderr_with_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with progress("measuring") as step:
        step(1, 2, "a")
    assert capsys.readouterr() == ("", "")

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stderr = Terminal()
    monkeypatch.setattr("sys.stderr", stderr)
    monkeypatch.setenv("TERM", "xterm")
    with progress("measuring") as step:
        step(1, 2, "a.sur")
    assert capsys.readouterr().out == ""
    assert "measuring" in stderr.getvalue()
