"""Back a study up with its design and the files that it names; restore it elsewhere."""

from pathlib import Path

from turgor.exchange.toml_table import read_toml_text
from turgor.store import Store
from turgor.store.backup import BackupReport, Restored, restore_backup, write_backup
from turgor.store.store import DESIGN
from turgor.workflow.custody.signing import LOCKS
from turgor.workflow.study import named_files

#: folders of a study whose files belong into a backup, beside its captures
BESIDE = (LOCKS,)


def backup_study(folder: Path, place: Path) -> tuple[BackupReport, tuple[str, ...]]:
    """Write a backup while others may write; gives it, and what study.toml names outside of reach.

    Exports are not in it: they can be made again.

    Errors: InputError where the place can't take a backup or study.toml can't be read; StoreError.
    """
    with Store(folder) as store:
        named, outside = _named(folder)
        return write_backup(store, place, named), outside


def restore_study(place: Path, folder: Path, salvage: bool = False) -> Restored:
    """Restore a backup into a new folder; see ``restore_backup`` for the errors."""
    return restore_backup(place, folder, salvage)


def _named(folder: Path) -> tuple[dict[str, Path], tuple[str, ...]]:
    """Files beside the database by their paths in the study, and those that lie elsewhere."""
    found: dict[str, Path] = {}
    outside: list[str] = []
    design = folder / DESIGN
    if design.is_file():
        found[DESIGN] = design
        for name in named_files(read_toml_text(design), design):
            path = folder / name
            if not path.is_file():
                outside.append(f"{name}: is named by study.toml and is not there")
            elif not path.resolve().is_relative_to(folder.resolve()):
                outside.append(f"{name}: lies outside the study's folder; keep a copy of it")
            else:
                found[path.resolve().relative_to(folder.resolve()).as_posix()] = path
    for beside in BESIDE:
        for path in sorted((folder / beside).rglob("*")):
            if path.is_file() and not path.name.startswith(".part-"):
                found[path.relative_to(folder).as_posix()] = path
    return found, tuple(outside)
