"""How often registration takes one person's skin for another's: every pair of planted skins.

    python benchmarks/registration_false_matches.py [--skins 24] [--side 360] [--pitch-um 22]

Prints the pairs tried, those that passed the guard, and the highest correlation and agreement
that any refused pair reached (from the reason given where those decided).
"""

import argparse
import re
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "surfaces"))

from planted_skin import Skin, capture

from turgor.errors import RegistrationError
from turgor.measure.surface.register import register


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--skins", type=int, default=24)
    parser.add_argument("--side", type=int, default=360)
    parser.add_argument("--pitch-um", type=float, default=22.0)
    given = parser.parse_args()
    reach = 0.9 * given.side * given.pitch_um
    maps = [
        capture(Skin(300 + n, reach_um=reach), (given.side, given.side), given.pitch_um)
        for n in range(given.skins)
    ]
    passed, tried = [], 0
    reasons: Counter[str] = Counter()
    highest = 0.0
    for n, one in enumerate(maps):
        for m, other in enumerate(maps[:n]):
            tried += 1
            try:
                found = register(one, other)
                passed.append((n, m, found.correlation, found.agreement_fraction))
            except RegistrationError as error:
                text = str(error)
                reasons[text.split(":")[0]] += 1
                number = re.search(r"correlates at (-?[\d.]+)", text)
                if number:
                    highest = max(highest, float(number[1]))
    print(f"pairs {tried}  false matches {len(passed)}  {passed}")
    print(f"reasons {dict(reasons)}  highest correlation among those below its limit {highest:.2f}")


if __name__ == "__main__":
    main()
