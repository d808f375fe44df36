"""A small case of benchmarks/kill_measure.py, which is the whole one with 50 kills."""

import importlib.util
import sys
from pathlib import Path

BENCHMARK = Path(__file__).parents[3] / "benchmarks" / "kill_measure.py"


def test_nothing_acknowledged_is_lost_when_measuring_is_killed(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("kill_measure", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    kill_measure = importlib.util.module_from_spec(spec)
    sys.modules["kill_measure"] = kill_measure
    spec.loader.exec_module(kill_measure)
    outcome = kill_measure.run(tmp_path, kills=3, seed=7)
    assert outcome.kills == 3
