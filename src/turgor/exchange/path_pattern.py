"""The identity of a capture read from where its file lies and what it is called, by patterns.

'{subject}/{visit}/{side}[_{replicate}]': folders and name without suffix; what stands in square
brackets may be missing; {any} stands for what does not matter.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from turgor.errors import StudyError
from turgor.exchange.filename_pattern import FIELDS
from turgor.exchange.toml_table import TomlTable

ANY, DATE = "any", "date"
_ALLOWED = (*FIELDS, DATE, ANY)
_PART = re.compile(r"\{([^{}]*)\}|([\[\]])|([^{}\[\]]+)")
_KEYS = ("patterns", "ignore_case", "dates", "nearest_days", "count_replicates", "words")


@dataclass(frozen=True, slots=True)
class NameRules:
    """How names are read.

    patterns : tried in order, the first that fits counts. ignore_case : of letters between the
    fields. dates : how {date} is written, as for strptime. nearest_days : how far from a visit's
    window a date may lie, None where only inside. count_replicates : files of one identity are
    numbered by name. words : by field, theirs to ours.
    """

    patterns: tuple[str, ...] = ()
    ignore_case: bool = True
    dates: str = "%Y%m%d"
    nearest_days: int | None = None
    count_replicates: bool = False
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NameMatch:
    """What a name says, and the pattern that read it."""

    fields: Mapping[str, str]
    pattern: str


class PathPattern:
    """One pattern as a reader of relative paths without suffix."""

    def __init__(self, pattern: str, ignore_case: bool = True) -> None:
        """Build the reader.

        Errors: StudyError for an unknown or doubled field, two fields without a letter between
        them, a bracket without its other one, or a pattern that names no subject, or neither visit
        nor date.
        """
        self.pattern = pattern
        self._flags = re.IGNORECASE if ignore_case else 0
        pieces = [(match[1], match[2], match[3]) for match in _PART.finditer(pattern)]
        if "".join(match[0] for match in _PART.finditer(pattern)) != pattern:
            raise self._wrong("holds a brace without its other one")
        named = [name for name, _, _ in pieces if name is not None and name != ANY]
        for name in named:
            if name not in _ALLOWED:
                raise self._wrong(f"field '{name}' is unknown; allowed: {', '.join(_ALLOWED)}")
        if len(set(named)) < len(named):
            raise self._wrong("a field stands twice; name each once")
        if "subject" not in named or not {"visit", DATE} & set(named):
            raise self._wrong("must hold {subject} and {visit} or {date}")
        self.folders = pattern.count("/")
        self._steps = self._build(pieces)
        self._expression = re.compile("".join(step for step, _ in self._steps), self._flags)

    def read(self, path: str) -> dict[str, str] | None:
        """The fields of a path; of its last folders, as many as the pattern has."""
        match = self._expression.fullmatch(self._end(path))
        if match is None:
            return None
        return {name: text for name, text in match.groupdict().items() if text is not None}

    def how_far(self, path: str) -> tuple[int, str]:
        """How much of a path fits, in letters, and what does not fit any more."""
        text = self._end(path)
        if path.count("/") < self.folders:
            return 0, f"it lies in {path.count('/')} folders, the pattern has {self.folders}"
        best, told = 0, f"'{text}' does not begin so"
        expression, last, depth = "", "", 0
        for step, name in self._steps:
            expression += step
            depth += (step == "(?:") - (step == ")?")
            last = name or last
            if depth:
                continue
            match = re.match(expression, text, self._flags)
            if match is None:
                field = f"at {{{last}}}" if last else "at its beginning"
                return best, f"{field}, '{text[best:] or 'nothing'}' is left"
            best = match.end()
            told = f"after {{{last}}}, '{text[best:]}' is left"
        return best, told

    def _end(self, path: str) -> str:
        return "/".join(path.split("/")[-self.folders - 1 :])

    def _build(
        self, pieces: Sequence[tuple[str | None, str | None, str | None]]
    ) -> list[tuple[str, str]]:
        """(expression, field) one after the other; a field never holds what may follow it."""
        steps: list[tuple[str, str]] = []
        depth = 0
        for number, (name, bracket, text) in enumerate(pieces):
            if bracket:
                depth += 1 if bracket == "[" else -1
                if depth not in (0, 1):
                    raise self._wrong("brackets must not stand inside one another, or alone")
                steps.append(("(?:" if bracket == "[" else ")?", ""))
            elif name is not None:
                after = "".join(re.escape(letter) for letter in self._after(pieces, number))
                inside = rf"[^/{after}]+"
                steps.append((inside if name == ANY else f"(?P<{name}>{inside})", name))
            else:
                if depth and "/" in (text or ""):
                    raise self._wrong("an optional part holds no folder")
                steps.append((re.escape(text or ""), ""))
        if depth:
            raise self._wrong("a bracket is not closed")
        return steps

    def _after(
        self, pieces: Sequence[tuple[str | None, str | None, str | None]], number: int
    ) -> str:
        """The letters that may come right after a piece; those of optional parts too."""
        letters, at = "", number + 1
        while at < len(pieces):
            name, bracket, text = pieces[at]
            if bracket == "]":
                at += 1
            elif bracket == "[":
                first = pieces[at + 1][2] if at + 1 < len(pieces) else None
                if first is None:
                    raise self._wrong("an optional part begins with a letter, not with a field")
                letters += first[0]
                closed = [i for i in range(at, len(pieces)) if pieces[i][1] == "]"]
                at = closed[0] + 1 if closed else len(pieces)
            elif name is not None:
                raise self._wrong(f"put a letter before {{{name}}}")
            else:
                return letters + (text or "")[0]
        return letters

    def _wrong(self, reason: str) -> StudyError:
        return StudyError(f"pattern '{self.pattern}': {reason}")


def read_name(rules: NameRules, path: str) -> NameMatch:
    """What a relative path without suffix says, by the first pattern that fits.

    Errors: StudyError that names the nearest pattern and where it fails, or a pattern that can't be
    used.
    """
    patterns = [PathPattern(text, rules.ignore_case) for text in rules.patterns]
    for pattern in patterns:
        found = pattern.read(path)
        if found is not None:
            return NameMatch(_translated(found, rules), pattern.pattern)
    nearest = max(patterns, key=lambda pattern: pattern.how_far(path)[0])
    _, told = nearest.how_far(path)
    more = f" (nearest of {len(patterns)})" if len(patterns) > 1 else ""
    raise StudyError(f"'{path}' does not fit '{nearest.pattern}'{more}: {told}")


def _translated(fields: Mapping[str, str], rules: NameRules) -> dict[str, str]:
    translated: dict[str, str] = {}
    for name, text in fields.items():
        words = {theirs.casefold(): ours for theirs, ours in rules.words.get(name, {}).items()}
        translated[name] = words.get(text.casefold(), text)
    return translated


def date_of_name(rules: NameRules, text: str) -> dt.date:
    """A date in a name.

    Errors: StudyError where it is written otherwise than declared.
    """
    try:
        return dt.datetime.strptime(text, rules.dates).date()
    except ValueError:
        raise StudyError(
            f"date is '{text}' in its name; the study says that dates are written {rules.dates}"
        ) from None


def parse_name_rules(table: Mapping[str, object], where: str) -> NameRules:
    """The rules in ``[captures.names]`` of a study.toml.

    Errors: StudyError with what is allowed.
    """
    entry = TomlTable(table, where, _KEYS)
    patterns = table.get("patterns", [])
    if not isinstance(patterns, list) or not all(isinstance(item, str) for item in patterns):
        raise entry.refuse("'patterns' is no list of texts")
    words_table = entry.table("words")
    words_entry = TomlTable(words_table, f"{where} words", FIELDS)
    words: dict[str, Mapping[str, str]] = {}
    for name in words_table:
        inner = words_entry.table(name)
        one = TomlTable(inner, f"{where} words.{name}", tuple(inner))
        words[name] = {theirs: one.text(theirs) for theirs in inner}
    rules = NameRules(
        patterns=tuple(patterns),
        ignore_case=entry.flag("ignore_case", True),
        dates=entry.text("dates", "%Y%m%d"),
        nearest_days=entry.whole("nearest_days") if "nearest_days" in table else None,
        count_replicates=entry.flag("count_replicates"),
        words=words,
    )
    for pattern in rules.patterns:
        PathPattern(pattern, rules.ignore_case)
    return rules
