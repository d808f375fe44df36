"""Field and rms height of the same capture files by three readers, with the factors between them.

    python benchmarks/format_peers.py FOLDER... --peer-python .venv-bench/bin/python

surfalize is GPL: it runs in an environment of its own and is never a dependency. It measures a
field from the first centre to the last, so its sides are brought to points times pitch here.
"""

import argparse
import json
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np

RESULT = Path(__file__).parent / "results" / "format_peers.json"
PEER = """
import json, sys, warnings
warnings.simplefilter("ignore")
import numpy as np
from surfalize import Surface
for path in sys.argv[1:]:
    try:
        s = Surface.load(path)
        rows, cols = s.data.shape
        field = (cols * s.step_x / 1000, rows * s.step_y / 1000)
        print(json.dumps({"field_mm": field, "rms_um": float(np.nanstd(s.data))}))
    except BaseException as error:
        print(json.dumps({"error": f"{type(error).__name__}: {error}"[:120]}))
"""


def ours(path: Path) -> dict[str, object]:
    from turgor.errors import TurgorError
    from turgor.formats import read_surface

    try:
        height_map = read_surface(path)
    except TurgorError as error:
        return {"error": str(error).replace(str(path.parent), "")[:160]}
    rms = float(np.nanstd(height_map.height_um))
    return {"field_mm": height_map.field_mm, "rms_um": rms, "flags": height_map.flags}


def library(path: Path) -> dict[str, object]:
    import SurfaceTopography

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            surface = SurfaceTopography.open_topography(str(path)).channels[0].topography()
            surface = surface.to_unit("µm")
            heights = np.ma.filled(np.ma.asarray(surface.heights(), dtype=float), np.nan)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"[:120]}
    field = tuple(float(side) / 1000 for side in surface.physical_sizes)
    return {"field_mm": field, "rms_um": float(np.nanstd(heights))}


def factor(mine: dict[str, object], other: dict[str, object]) -> str:
    """How many times larger the other's field and rms are than ours."""
    if "error" in mine or "error" in other:
        return f"fails: {other.get('error', 'only ours')}"[:60]
    wide = other["field_mm"][0] / mine["field_mm"][0]  # type: ignore[index]
    return f"field x {wide:.6g}, rms x {other['rms_um'] / mine['rms_um']:.6g}"  # type: ignore[operator]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--peer-python", type=Path)
    arguments = parser.parse_args()
    skip = {".md", ".txt", ".png", ".yaml", ""}
    paths = [
        path
        for folder in arguments.folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix not in skip
    ]
    peers: list[dict[str, object]] = [{"error": "not run"} for _ in paths]
    if arguments.peer_python:
        run = subprocess.run(
            [arguments.peer_python, "-c", PEER, *map(str, paths)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        peers = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
        if len(peers) != len(paths):
            print(run.stderr[-500:], file=sys.stderr)
            return 1
    table = {}
    for path, peer in zip(paths, peers, strict=True):
        mine, other = ours(path), library(path)
        table[path.name] = {"turgor": mine, "SurfaceTopography": other, "surfalize": peer}
        side = mine.get("field_mm", ("refused",))
        print(f"{path.name}: {side} mm, rms {mine.get('rms_um', mine.get('error'))} µm")
        print(f"    SurfaceTopography {factor(mine, other)}")
        print(f"    surfalize         {factor(mine, peer)}")
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
