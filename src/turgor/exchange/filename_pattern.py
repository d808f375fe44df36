"""The identity of a capture read from its file's name, by a pattern that the study declares."""

import re

from turgor.errors import StudyError

FIELDS = ("subject", "visit", "site", "side", "region", "replicate", "device", "operator")


class FilenamePattern:
    """'{subject}_{visit}_{side}_{replicate}' as a reader of names.

    What stands between the fields is taken as it is; a field never holds the letter that follows
    it, so that a name is read in one way only.
    """

    def __init__(self, pattern: str) -> None:
        """Build the reader.

        Errors: StudyError for an unknown or doubled field, two fields without a letter between
        them, or a pattern that names neither subject nor visit.
        """
        self.pattern = pattern
        parts = re.split(r"\{([^{}]*)\}", pattern)
        names = parts[1::2]
        for name in names:
            if name not in FIELDS:
                raise StudyError(
                    f"pattern '{pattern}': field '{name}' is unknown; allowed: {', '.join(FIELDS)}"
                )
        if len(set(names)) < len(names):
            raise StudyError(f"pattern '{pattern}': a field stands twice; name each once")
        if "subject" not in names or "visit" not in names:
            raise StudyError(f"pattern '{pattern}': must hold {{subject}} and {{visit}}")
        expression = re.escape(parts[0])
        for name, after in zip(names, parts[2::2], strict=True):
            if not after and name != names[-1]:
                raise StudyError(f"pattern '{pattern}': put a letter after {{{name}}}")
            inside = rf"[^{re.escape(after[0])}]+" if after else ".+"
            expression += f"(?P<{name}>{inside}){re.escape(after)}"
        self._expression = re.compile(expression)

    def read(self, stem: str) -> dict[str, str]:
        """The fields of a file's name without suffix.

        Errors: StudyError where the name does not fit.
        """
        match = self._expression.fullmatch(stem)
        if match is None:
            raise StudyError(f"name '{stem}' does not fit the study's pattern '{self.pattern}'")
        return match.groupdict()
