"""A small, closed XML reader: element paths to their text, with no entities and no surprises."""

from collections.abc import Mapping
from pathlib import Path
from xml.parsers import expat

from turgor.errors import FormatError

_DEEPEST = 32
_MOST_ELEMENTS = 100_000


def xml_words(path: Path, document: bytes) -> Mapping[str, str]:
    """The text of each element by its path below the root, such as 'Record1/Axes/CX/Increment'.

    Namespaces are dropped; of repeated elements the first counts. Document types and entities are
    refused, so nothing can expand or reach outside the file.

    Errors: FormatError for malformed, deep or endless documents and for any document type.
    """
    words: dict[str, str] = {}
    stack: list[tuple[str, list[str]]] = []
    seen = 0

    def start(tag: str, _attributes: dict[str, str]) -> None:
        nonlocal seen
        seen += 1
        if len(stack) >= _DEEPEST or seen > _MOST_ELEMENTS:
            raise FormatError(f"{path}: its XML is too deep or too long to be a surface's header")
        stack.append((tag.rpartition(":")[2], []))

    def text(piece: str) -> None:
        if stack:
            stack[-1][1].append(piece)

    def end(_tag: str) -> None:
        name = "/".join(entry[0] for entry in stack[1:])
        words.setdefault(name, "".join(stack.pop()[1]).strip())

    def refuse(*_arguments: object) -> None:
        raise FormatError(
            f"{path}: its XML declares a document type or entities; only plain elements are read"
        )

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(document, True)
    except expat.ExpatError as error:
        raise FormatError(
            f"{path}: its XML is malformed in line {error.lineno}; export it again"
        ) from None
    except (ValueError, LookupError):
        raise FormatError(f"{path}: its XML is in an unknown encoding; UTF-8 is read") from None
    return words
