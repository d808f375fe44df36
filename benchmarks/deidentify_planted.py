"""Plants a specimen person in every field and file of a study, shares it, and looks for survivors.

    python benchmarks/deidentify_planted.py [--folder DIR]

Says how many places told the person before, that the shared exports tell nothing, that of faces no
pixel outside the zones is there, and that the scanner finds what is planted into the export again.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from planted_identity.outcome import check_faces, find_again, other_routes, shared_exports
from planted_identity.scanner import Scanner
from planted_identity.study import make_planted


def run(folder: Path) -> int:
    """Print the whole proof; 0 where nothing survived."""
    began = time.perf_counter()
    planted = make_planted(folder)
    scanner = Scanner()
    before = scanner.folder(planted.folder)
    kinds = sorted({hit.what for hit in before})
    print(f"planted study: {planted.taken_in} captures, {len(before)} findings of {len(kinds)} "
          f"kinds of identifier ({', '.join(kinds)})")  # fmt: skip
    survivors = 0
    for name, export, shared in shared_exports(planted, folder):
        hits = scanner.folder(export)
        size = sum(path.stat().st_size for path in export.rglob("*") if path.is_file())
        print(f"{name}: {len(list(export.rglob('*')))} files, {size} bytes, "
              f"{len(shared.left_out)} captures left out, {len(hits)} survivors")  # fmt: skip
        survivors += len(hits)
        for hit in hits:
            print(f"  SURVIVED {hit.what} '{hit.text}' in {hit.path} ({hit.view})")
        wrong = check_faces(planted, export, shared)
        print(f"  pictures: {wrong.pictures} left, {wrong.pixels_shown} pixels shown, "
              f"{wrong.outside} outside the zones, {wrong.in_eyes} in the eyes")  # fmt: skip
        survivors += wrong.outside + wrong.in_eyes
    found, planted_again = find_again(scanner, export, folder / "again")
    print(f"scanner: finds {found} of {planted_again} survivors planted into the export again")
    for route, hits in other_routes(planted, folder, scanner):
        print(f"not de-identified: {route}: {hits} findings")
    print(f"{time.perf_counter() - began:.0f} s; {survivors} survivors")
    return 0 if survivors == 0 and found == planted_again else 1


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--folder", type=Path)
    stated = arguments.parse_args().folder
    if stated is not None:
        sys.exit(run(stated))
    with tempfile.TemporaryDirectory() as made:
        sys.exit(run(Path(made)))
