"""The evidence loader refuses what lacks a source, and a run lists what it rests on."""

import pytest

from turgor.errors import EvidenceError
from turgor.evidence import all_parameters, all_sources, bibliography, collect_citations
from turgor.evidence.citing import cite
from turgor.evidence.parameter import parameter_from
from turgor.evidence.source import source_from
from turgor.metrics import all_metrics

GOOD = {
    "value": 0.2,
    "unit": "mm",
    "kind": "length",
    "basis": "measured",
    "source": "s",
    "locator": "table 2",
}


def test_a_value_is_kept_in_its_canonical_unit():
    assert parameter_from("p", GOOD, {"s": 1}, "x.toml").value == pytest.approx(200.0)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"source": "unknown"}, "no known source"),
        ({"locator": ""}, "locator"),
        ({"unit": "kg"}, "unit"),
        ({"unit": ""}, "unit"),
        ({"basis": "guessed"}, "basis"),
        ({"value": "much"}, "number"),
        ({"most": 0.1}, "bounds"),
        ({"colour": "red"}, "unknown keys"),
        ({"kind": "beauty"}, "kind"),
        ({"spread_kind": "mad"}, "spread_kind"),
    ],
)
def test_the_loader_refuses(change, reason):
    with pytest.raises(EvidenceError, match=reason):
        parameter_from("p", GOOD | change, {"s": 1}, "x.toml")


def test_an_assumed_value_needs_no_locator():
    table = GOOD | {"basis": "assumed", "source": "", "locator": ""}
    assert parameter_from("p", table, {}, "x.toml").basis == "assumed"


def test_a_source_says_whether_it_was_read():
    with pytest.raises(EvidenceError, match="seen"):
        source_from("s", {"title": "T", "kind": "paper"}, "x.toml")
    unread = source_from("s", {"title": "T", "kind": "paper", "seen": False}, "x.toml")
    assert "not read" in unread.citation()


def test_the_shipped_evidence_loads():
    assert all_sources()
    assert isinstance(all_parameters(), dict)


def test_every_metric_names_a_known_source():
    unknown = {m.id: m.source for m in all_metrics().values() if m.source not in all_sources()}
    assert not unknown


def test_a_run_prints_its_bibliography():
    with collect_citations() as (sources, parameters):
        cite("holm-1979")
    printed = bibliography(sources, parameters)
    assert printed.citations[0][0] == "holm-1979"
    assert printed.assumed_share == 0.0
    with pytest.raises(EvidenceError, match="not in the evidence base"):
        bibliography({"no-such-paper"})
