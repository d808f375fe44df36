"""On which line of a rule file a refusal stands: it names rule and key, and the text is searched.

TOML's own reader tells no lines of what it has read. A line within a text of several lines that
looks like a header or a key could be taken for one; the rule and key named are right all the same.
"""

import re

from turgor.rules.refusal import RuleError

_NAMED = re.compile(r"(?:rule|tighten|loosen|field|action) '([^'@]+)(?:@[^']*)?'(?:: (.*))?$")
_HEADER = re.compile(r"\s*\[\[?\s*(\"?[\w. -]+\"?)\s*\]\]?")
_UNKNOWN = re.compile(r"unknown keys ([\w-]+)")
_CASE = re.compile(r"case (\d+)")
_KEY = re.compile(r"'?([a-z_]+)'?")


def with_line(error: RuleError, text: str, where: str) -> RuleError:
    """The same refusal, with the line of its rule or key after the file: ``file:line: ...``."""
    message = str(error)
    if not message.startswith(f"{where}: "):
        return error
    rest = message[len(where) + 2 :]
    line = _line(rest, text.splitlines())
    return error if line is None else RuleError(f"{where}:{line}: {rest}")


def _line(rest: str, lines: list[str]) -> int | None:
    named = _NAMED.match(rest)
    if named is None:
        unknown = _UNKNOWN.match(rest)
        return _key_line(lines, 0, len(lines), unknown.group(1)) if unknown else None
    first = _id_line(lines, named.group(1))
    if first is None:
        return None
    start, end = _block(lines, first)
    told = named.group(2) or ""
    case = _CASE.match(told)
    if case is not None:
        heads = [at for at in range(start, end) if lines[at].strip() == "[[rule.case]]"]
        number = int(case.group(1))
        return heads[number - 1] + 1 if number <= len(heads) else start + 1
    unknown = _UNKNOWN.match(told)
    key = unknown or _KEY.match(told)
    found = _key_line(lines, start, end, key.group(1)) if key else None
    return found or start + 1


def _id_line(lines: list[str], name: str) -> int | None:
    wanted = re.compile(rf"\s*id\s*=\s*[\"']{re.escape(name)}[\"']")
    return next((at for at, line in enumerate(lines) if wanted.match(line)), None)


def _block(lines: list[str], at: int) -> tuple[int, int]:
    """From the header of a rule to the next rule's, its cases within."""
    heads = [
        number
        for number, line in enumerate(lines)
        if (header := _HEADER.match(line)) and not header.group(1).startswith("rule.")
    ]
    start = max((number for number in heads if number <= at), default=0)
    return start, min((number for number in heads if number > at), default=len(lines))


def _key_line(lines: list[str], start: int, end: int, key: str) -> int | None:
    wanted = re.compile(rf"\s*(?:{re.escape(key)}\s*=|\[\[?\s*{re.escape(key)}\s*\])")
    return next((at + 1 for at in range(start, end) if wanted.match(lines[at])), None)
