"""How often one person's photograph is taken for another's: every pair of different skins.

    python benchmarks/photo_false_matches.py [--skins 14] [--rows 420] [--cols 560]

Half of the skins are phantoms (tones from light to dark), half come from the generator of the
tests. Prints pairs tried, those that passed, the reasons of the rest and the most features that
agreed; and how many true pairs of the same skins, taken anew, were accepted.
"""

import argparse
import re
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "photographs"))

from skin_photograph import View, bend, skin
from skin_photograph import photograph as made_up

from turgor.errors import RegistrationError
from turgor.measure.photo.register import register_photographs
from turgor.phantom.photo.capture import PhotoCaptureSpec, photograph
from turgor.phantom.photo.layout import PhotoLayout, draw_plan
from turgor.phantom.photo.pose import CameraPose, Expression
from turgor.phantom.photo.skin import make_skin
from turgor.physics.skin_optics import SkinOptics
from turgor.record.photograph import Photograph


def both(number, shape):
    """Two photographs of one skin."""
    if number % 2:
        person = skin(500 + number, shape)
        view = View(shape, 3.0, 1.02, (8.0, -6.0), (0.02, 0.02), bend(number, 6.0))
        views = (View(shape), view)
        return [Photograph(made_up(person, v, seed=number + 40 * i)) for i, v in enumerate(views)]
    tone = float(np.geomspace(0.1, 1.5, 8)[number // 2 % 8])
    um = 90.0
    size = tuple(1.2 * n * um / 1000.0 for n in shape[::-1])
    person = make_skin(draw_plan(SkinOptics(melanin=tone), PhotoLayout(size), number), number)
    first = PhotoCaptureSpec(shape=shape, pose=CameraPose(um), chart=None, seed=number)
    pose = CameraPose(um * 1.02, (0.7, -0.5), 3.0, 2.0, -2.0, expression=Expression(0.5, 60.0, 1))
    later = replace(first, pose=pose, seed=number + 40)
    return [photograph(person, spec)[0] for spec in (first, later)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--skins", type=int, default=14)
    parser.add_argument("--rows", type=int, default=420)
    parser.add_argument("--cols", type=int, default=560)
    given = parser.parse_args()
    shape = (given.rows, given.cols)
    people = [both(number, shape) for number in range(given.skins)]
    passed, tried, most = [], 0, 0
    reasons = Counter()
    for n in range(given.skins):
        for m in range(given.skins):
            if n == m:
                continue
            tried += 1
            try:
                found = register_photographs(people[n][0], people[m][1])
                passed.append((n, m, found.matches, round(found.agreement_fraction, 2)))
            except RegistrationError as error:
                reasons[str(error).split(":")[0][:70]] += 1
                agreed = re.search(r"(\d+) features agree", str(error))
                most = max(most, int(agreed[1]) if agreed else 0)
    true, least = 0, 10**9
    for first, second in people:
        try:
            found = register_photographs(first, second)
            true += 1
            least = min(least, found.matches)
        except RegistrationError as error:
            print("true pair refused:", error)
    print(f"different skins: {tried} pairs, {len(passed)} passed {passed}")
    print(f"reasons {dict(reasons)}; most features that agreed {most}")
    print(f"same skins: {true} of {given.skins} accepted, fewest features {least}")


if __name__ == "__main__":
    main()
