"""How true the error is that the colour-bar reader states, and how fast it reads.

    python benchmarks/elastogram_truth.py [SEEDS]

Every picture is rendered here by colour maps in closed form (those of the reference test), over
speckle that the reader never sees apart. A row is one way of spoiling the picture, over all maps
and seeds: stated half-width and 95th percentile of the true error, both in % of the bar's range,
and the lowest and the middle share of pixels within the stated half-width.
"""

import sys
import time
import tracemalloc
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "reference" / "elastogram"))

from test_colour_bar import BAR, HIGH_KPA, MAPS, ROI, rendered  # noqa: E402

from turgor.errors import FormatError  # noqa: E402
from turgor.formats.elastogram import ElastogramOptions, read_elastogram  # noqa: E402


def case(name, render=None, save=None, after=None, **options):
    return name, render or {}, save or {}, after, options


def shrunk(picture, truth):
    """A screenshot at four fifths of its size: colours mixed at every edge."""
    size = (int(picture.shape[1] * 0.8), int(picture.shape[0] * 0.8))
    small = np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BILINEAR))
    rows = np.clip(np.round((np.arange(size[1]) + 0.5) / 0.8 - 0.5).astype(int), 0, 299)
    cols = np.clip(np.round((np.arange(size[0]) + 0.5) / 0.8 - 0.5).astype(int), 0, 399)
    return small, truth[np.ix_(rows, cols)]


def ticked(picture, truth):
    """Ticks over a quarter of the bar's width at every tenth of it."""
    out = picture.copy()
    for y in range(40, 241, 20):
        out[y : y + 1, 352:356] = 255
    return out, truth


CASES = [
    case("opaque PNG"),
    case("opaque, 64 colours", {"levels": 64}),
    case("opaque, 16 colours", {"levels": 16}),
    case("opaque, ticks on the bar", after=ticked),
    case("bar found by itself", bar=None),
    case("bar stated 1 px short", bar="340 40 356 239"),
    case("bar stated 3 px short", bar="340 40 356 237"),
    case("scaled to 80 %", after=shrunk, bar="272 32 285 192", roi="50 50 222 190"),
    case("JPEG 95", save={"quality": 95}),
    case("JPEG 85", save={"quality": 85}),
    case("JPEG 70", save={"quality": 70}),
    case("JPEG 90, colour in full", save={"quality": 90, "subsampling": 0}),
    case("alpha 0.7 stated", {"alpha": 0.7}, overlay_alpha=0.7),
    case("alpha 0.3 stated", {"alpha": 0.3}, overlay_alpha=0.3),
    case("alpha 0.7 found", {"alpha": 0.7}),
    case("alpha 0.3 found", {"alpha": 0.3}),
    case("alpha 0.6, stated 0.65", {"alpha": 0.6}, overlay_alpha=0.65),
    case("alpha 0.6 stated, JPEG 85", {"alpha": 0.6}, {"quality": 85}, overlay_alpha=0.6),
    case("alpha 0.6 found, JPEG 85", {"alpha": 0.6}, {"quality": 85}),
    case("one hue, alpha 0.6 found", {"alpha": 0.6, "stretch": 0.1}),
]


def judge(folder, cmap, seed, spoiled):
    """(stated, true 95 %, share within, share unread) or None where the file was refused."""
    _, render, save, after, options = spoiled
    picture, truth = rendered(cmap, seed=seed, **render)
    if after is not None:
        picture, truth = after(picture, truth)
    path = folder / ("a.jpg" if save else "a.png")
    Image.fromarray(picture).save(path, **save)
    stated = {"bar": BAR, "bar_low": 0.0, "bar_high": HIGH_KPA, "bar_unit": "kPa", "roi": ROI}
    try:
        (found,) = read_elastogram(path, ElastogramOptions(**{**stated, **options}))
    except FormatError:
        return None
    wanted = np.isfinite(truth)
    if (roi := options.get("roi")) is not None:
        x0, y0, x1, y1 = map(int, roi.split())
        inside = np.zeros_like(wanted)
        inside[y0:y1, x0:x1] = True
        wanted &= inside
    read = wanted & np.isfinite(found.values)
    unread = 1.0 - read.sum() / wanted.sum()
    read &= ~np.isin(found.values, (0.0, HIGH_KPA))
    off = np.abs(found.values - truth)[read]
    return found.u, np.percentile(off, 95), np.mean(off <= found.u), unread


def main() -> None:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    head = "stated %", "true %", "least", "middle", "unread", "refused"
    print(f"{'':28}" + "".join(f"{word:>10}" for word in head))
    with TemporaryDirectory() as name:
        folder = Path(name)
        for spoiled in CASES:
            found = [judge(folder, cmap, seed, spoiled) for cmap in MAPS.values() for seed in range(seeds)]  # noqa: E501  # fmt: skip
            good = np.array([one for one in found if one is not None])
            lost = sum(one is None for one in found)
            if len(good) == 0:
                print(f"{spoiled[0]:28}{'all refused':>20}")
                continue
            u, true = 100 * np.median(good[:, :2], axis=0) / HIGH_KPA
            numbers = (u, true, good[:, 2].min(), np.median(good[:, 2]), good[:, 3].max())
            print(f"{spoiled[0]:28}" + "".join(f"{x:10.3f}" for x in numbers) + f"{lost:10d}")
        speed(folder)


def speed(folder: Path) -> None:
    """A screen of 1024 x 768 with 512 x 512 pixels of map, transparent, as PNG and as JPEG."""
    picture, _ = rendered(MAPS["jet"], 0.6)
    screen = np.zeros((768, 1024, 3), np.uint8)
    screen[40:340, 600:1000] = picture
    tile = picture[60:240, 60:280]
    screen[100:612, 50:562] = np.tile(tile, (3, 3, 1))[:512, :512]
    options = ElastogramOptions("940 80 956 280", 0.0, 60.0, "kPa", 0.6, "50 100 562 612")
    for suffix in ("png", "jpg"):
        path = folder / f"s.{suffix}"
        Image.fromarray(screen).save(path)
        read_elastogram(path, options)
        best = min(_timed(path, options) for _ in range(5))
        tracemalloc.start()
        read_elastogram(path, options)
        peak = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        print(f"1024 x 768 {suffix}: {1000 * best:.0f} ms, peak {peak:.0f} MB, "
              f"{screen.nbytes / 1e6:.1f} MB of pixels")  # fmt: skip


def _timed(path: Path, options: ElastogramOptions) -> float:
    start = time.perf_counter()
    read_elastogram(path, options)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
