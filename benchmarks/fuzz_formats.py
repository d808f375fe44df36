"""Flip, cut and swap bytes of capture files many times; only the project's own errors may come.

    python benchmarks/fuzz_formats.py FOLDER... [--tries 5000] [--seed 1]

Reads every file in the folders, and every format as we write it, then damages copies. Reports how
many damaged files were refused or still read, the slowest, and every foreign exception.
"""

import argparse
import collections
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from turgor.errors import TurgorError
from turgor.formats import ReadOptions, read_surface, write_surface
from turgor.formats.registry import FORMATS
from turgor.record.height_map import HeightMap

STATED = ReadOptions(
    pitch_x_um=10.0,
    height_unit="µm",
    lateral_unit="µm",
    mesh_unit="mm",
    mesh_pitch_um=1000.0,
    height_um_per_count=0.1,
    max_points=4_000_000,
)


def damaged(content: bytes, rng: np.random.Generator) -> bytes:
    """A copy with a few bytes flipped, a piece cut off, doubled, zeroed or filled with ones."""
    raw = bytearray(content)
    # headers are where sizes and scales stand, so half of the damage goes there
    reach = len(raw) if rng.random() < 0.5 else min(len(raw), 1200)
    for _ in range(int(rng.integers(1, 9))):
        at = int(rng.integers(0, reach))
        kind = rng.integers(0, 5)
        if kind == 0:
            raw[at] ^= 1 << int(rng.integers(0, 8))
        elif kind == 1:
            raw[at] = int(rng.integers(0, 256))
        elif kind == 2:
            raw[at : at + 4] = b"\xff\xff\xff\x7f"
        elif kind == 3:
            raw[at : at + 8] = bytes(8)
        else:
            raw[at : at + 8] = rng.bytes(8)
    if rng.random() < 0.2:
        del raw[int(rng.integers(0, len(raw))) :]
    return bytes(raw)


def own_files(folder: Path) -> list[Path]:
    """A small map in every format that can be written."""
    rng = np.random.default_rng(0)
    height_um = np.cumsum(rng.normal(size=(20, 30)), axis=1)
    height_um[3:6, 4:9] = np.nan
    paths = []
    for entry in FORMATS:
        if entry.write is not None:
            path = folder / f"own{entry.suffixes[0]}"
            write_surface(HeightMap(height_um, 10.0, 12.0), path)
            paths.append(path)
    return paths


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--tries", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rng = np.random.default_rng(arguments.seed)
    outcome: collections.Counter[str] = collections.Counter()
    per_suffix: collections.Counter[str] = collections.Counter()
    foreign: list[str] = []
    nets: collections.Counter[str] = collections.Counter()
    slowest = (0.0, "")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        known = {s for entry in FORMATS for s in entry.suffixes}
        sources = own_files(folder) + [
            path
            for given in arguments.folders
            for path in sorted(given.rglob("*"))
            if path.suffix in known and path.is_file()
        ]
        contents = [(path, path.read_bytes()) for path in sources]
        for number in range(arguments.tries):
            source, content = contents[number % len(contents)]
            path = folder / f"damaged{source.suffix}"
            path.write_bytes(damaged(content, rng))
            started = time.perf_counter()
            try:
                read_surface(path, STATED)
                outcome["read"] += 1
            except TurgorError as error:
                outcome["refused"] += 1
                if "is malformed as" in str(error):
                    nets[str(error).split(": ", 1)[1]] += 1
                if "\n" in str(error) or len(str(error)) > 700:
                    foreign.append(f"{source.name}: not one clear line: {error!r}")
            except BaseException as error:
                foreign.append(f"{source.name}: {type(error).__name__}: {error}")
                outcome["foreign"] += 1
            took = time.perf_counter() - started
            slowest = max(slowest, (took, source.name))
            per_suffix[source.suffix] += 1
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{arguments.tries} damaged files: {dict(outcome)}")
    print(f"by suffix: {dict(per_suffix)}")
    print(f"slowest {slowest[0]:.2f} s ({slowest[1]}), peak memory {peak_mb:.0f} MB")
    print(f"caught by the last net: {dict(nets)}")
    for line in foreign[:20]:
        print("FOREIGN", line)
    return 1 if foreign else 0


if __name__ == "__main__":
    sys.exit(main())
