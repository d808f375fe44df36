"""Which of a person's findings tell of the skin at a site."""

import dataclasses

import pytest

from turgor.record.site import BodySite
from turgor.workflow.stimulus.own_findings import own_findings

MELANIN, DERMIS = "chromophore.melanin_depth", "ultrasound.dermis_thickness"


@dataclasses.dataclass
class Holder:
    metric: str = ""
    value: float | None = None
    item: str = ""
    site: BodySite | None = None


@dataclasses.dataclass
class Measured:
    capture: Holder
    finding: Holder


def measured(site: str, side: str, metric: str, value: float | None, item: str = "") -> Measured:
    return Measured(
        Holder(site=BodySite(site, side)), Holder(metric=metric, value=value, item=item)
    )


def test_the_nearest_place_wins_and_thickness_does_not_carry_over() -> None:
    everything = [
        measured("cheek", "left", MELANIN, 0.2),
        measured("cheek", "left", MELANIN, 0.4),
        measured("cheek", "left", MELANIN, None),
        measured("cheek", "left", MELANIN, 9.0, item="spot 1"),
        measured("cheek", "right", MELANIN, 0.9),
        measured("forearm", "left", MELANIN, 0.1),
        measured("cheek", "left", DERMIS, 1500.0),
    ]
    here = own_findings(BodySite("cheek", "left"), everything)
    assert here.values == {MELANIN: pytest.approx(0.3), DERMIS: 1500.0}
    assert not here.flags
    assert own_findings(BodySite("cheek", "right"), everything).values[MELANIN] == 0.9
    near = own_findings(BodySite("crow's feet", "left"), everything)
    assert near.values == {MELANIN: pytest.approx(0.5)}
    assert "chromophore.melanin_depth" in near.flags[0].text
    far = own_findings(BodySite("abdomen", "left"), everything)
    assert far.values == {MELANIN: 0.1}
    assert own_findings(BodySite("a place of no name", ""), everything).values == {}
