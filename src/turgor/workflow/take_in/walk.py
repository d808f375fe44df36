"""Which files a user means: paths walked in a fixed order, the study's own folder left out."""

from collections import Counter
from pathlib import Path

from turgor.workflow.take_in.report import Refused

_LEFT_OUT_SUFFIXES = (".part", ".tmp", ".lock", ".md", ".license", ".toml", ".json", ".db")
#: what cameras, raw developers and file managers leave beside photographs
_JUNK_SUFFIXES = (".xmp", ".thm", ".ctg", ".aae", ".pp3", ".dop", ".lrcat", ".ini")
_JUNK_NAMES = ("thumbs.db", "ehthumbs.db", ".ds_store", "desktop.ini", ".picasa.ini")


def walk(paths: list[Path], study: Path) -> tuple[list[Path], list[Refused]]:
    """Every regular file under the paths, each once, sorted within each path.

    Hidden files, notes and half-copied files inside a folder are passed over, JSON that is no
    filled form too; a file that is named itself is always taken, but for one that only states
    something of the capture beside it.
    """
    own = study.resolve()
    found: dict[Path, None] = {}
    refused: list[Refused] = []
    for path in paths:
        if not path.exists():
            refused.append(Refused(str(path), None, "no such file or folder; check the path"))
        elif path.resolve().is_relative_to(own):
            refused.append(
                Refused(str(path), None, "lies inside the study itself; name where it came from")
            )
        elif path.is_dir():
            inside = [file for file in sorted(path.rglob("*")) if _meant(file, path, own)]
            if not inside:
                refused.append(Refused(str(path), None, "holds no files to take in"))
            found.update(dict.fromkeys(inside))
        elif not is_sidecar(path):
            found[path] = None
    return list(found), refused


def is_sidecar(path: Path) -> bool:
    """True for a file that only states what the capture beside it leaves open."""
    return path.suffix == ".toml" and path.with_suffix("").exists()


def _is_filled_form(file: Path) -> bool:
    from turgor.formats.questionnaire import is_questionnaire_response

    return file.suffix.lower() == ".json" and is_questionnaire_response(file)


def junk(paths: list[Path]) -> Counter[str]:
    """How many files of which kind lie in folders that no study needs, and are passed over."""
    found: Counter[str] = Counter()
    for path in paths:
        for file in path.rglob("*") if path.is_dir() else ():
            name, suffix = file.name.lower(), file.suffix.lower()
            if name in _JUNK_NAMES:
                found[file.name] += file.is_file()
            elif name.startswith("._"):
                found["._*"] += file.is_file()
            elif suffix in _JUNK_SUFFIXES:
                found[f"*{suffix}"] += file.is_file()
    return found


def _meant(file: Path, folder: Path, own: Path) -> bool:
    relative = file.relative_to(folder)
    return (
        file.is_file()
        and not any(part.startswith(".") for part in relative.parts)
        and (
            file.suffix.lower() not in (*_LEFT_OUT_SUFFIXES, *_JUNK_SUFFIXES)
            or _is_filled_form(file)
        )
        and not file.resolve().is_relative_to(own)
    )
