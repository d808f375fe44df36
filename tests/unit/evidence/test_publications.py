"""Publications are read from their tables, and what isn't one is refused with its place."""

import pytest

from turgor.errors import EvidenceError
from turgor.evidence.publications import all_publications, find_publication
from turgor.evidence.publications.load import publications_in

HEAD = "id,citation,locator,doi,year,trial,seen\n"


def test_shipped_publications_are_found():
    found = all_publications()
    assert len(found) > 170
    assert all(key == publication.id for key, publication in found.items())
    assert find_publication(next(iter(found))).citation


def test_an_unknown_publication_is_refused():
    with pytest.raises(EvidenceError, match="'nobody-1900' is not in"):
        find_publication("nobody-1900")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a-2001,,,,2001,,text", "line 2: publication 'a-2001' needs a citation"),
        ("A 2001,A,,,2001,,text", "line 2: id 'A 2001'"),
        ("a-2001,A,,,01,,text", "line 2: year '01'; allowed"),
        ("a-2001,A,,doi:7,2001,,text", "line 2: doi 'doi:7'; allowed"),
        ("a-2001,A,,,2001,,glanced", "line 2: seen 'glanced'; allowed: text, abstract"),
        ("a-2001,A,,,2001", "line 2: has another number of cells"),
    ],
)
def test_a_broken_row_is_refused_with_its_line(row, said):
    with pytest.raises(EvidenceError, match=said):
        publications_in(HEAD + row + "\n", "some.csv")


def test_another_header_is_refused():
    with pytest.raises(EvidenceError, match=r"some.csv: has columns"):
        publications_in("id,title\na,b\n", "some.csv")
