"""Copies of a study: made while others write, verified before they are called restored."""

from turgor.store.backup.manifest import BackupFile, Manifest
from turgor.store.backup.restore import Restored, restore_backup
from turgor.store.backup.write import BackupReport, write_backup

__all__ = [
    "BackupFile",
    "BackupReport",
    "Manifest",
    "Restored",
    "restore_backup",
    "write_backup",
]
