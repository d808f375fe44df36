"""Puts a fit's values into the evidence records that it is the source of."""

import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path


def record_lines(found: Mapping[str, tuple[float, float]]) -> str:
    """The records' values and spreads as they stand in the table."""
    return "\n".join(
        f'["virtual.hazard.{name}"]\nvalue = {value:.3g}\nspread = {spread:.2g}\n'
        for name, (value, spread) in found.items()
    )


def write_records(table: str, found: Mapping[str, tuple[float, float]]) -> list[str]:
    """Values and spreads written in place; the names that the table lacks come back."""
    path = Path(str(files("turgor.evidence") / "data" / "parameters" / table))
    text, missing = path.read_text(encoding="utf-8"), []
    for name, (value, spread) in found.items():
        head = f'["virtual.hazard.{name}"]\n'
        start = text.find(head)
        if start < 0:
            missing.append(name)
            continue
        end = text.find("\n[", start + len(head))
        end = len(text) if end < 0 else end
        block = re.sub(r"(?m)^value = .*$", f"value = {value:.3g}", text[start:end])
        block = re.sub(r"(?m)^spread = .*$", f"spread = {spread:.2g}", block)
        text = text[:start] + block + text[end:]
    path.write_text(text, encoding="utf-8")
    return missing
