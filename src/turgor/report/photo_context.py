"""What a page shows of photographs, as frozen data."""

from dataclasses import dataclass

from turgor.report.page_parts import Picture, Verdict


@dataclass(frozen=True, slots=True)
class Legend:
    """A map's colours as CSS stops, with the texts of its two ends."""

    title: str
    stops: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class PhotoStrip:
    """One row of pictures over the visits, on one scale."""

    title: str
    note: str
    pictures: tuple[Picture, ...]
    legends: tuple[Legend, ...] = ()


@dataclass(frozen=True, slots=True)
class SpotVerdicts:
    """The verdicts on one quantity of a spot: (visit, verdict, what stands behind it) for each."""

    quantity: str
    noise: str
    visits: tuple[tuple[str, Verdict, str], ...]


@dataclass(frozen=True, slots=True)
class SpotRow:
    """One spot over the visits: a picture and a line of numbers for each, then its verdicts."""

    name: str
    kind: str
    pictures: tuple[Picture, ...]
    cells: tuple[str, ...]
    verdicts: tuple["SpotVerdicts", ...]


@dataclass(frozen=True, slots=True)
class PhotoBlock:
    """One place's photographs: a slider, maps over the visits, spots one by one."""

    title: str
    note: str
    slider: tuple[Picture, Picture]
    strips: tuple[PhotoStrip, ...]
    spot_head: tuple[str, ...]
    spots: tuple[SpotRow, ...]
    spot_note: str
    key: str = ""
