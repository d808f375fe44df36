"""Identities apart from the study: one encrypted file, its key, and the log of every look."""

from turgor.store.vault.access_log import Access, AccessLog
from turgor.store.vault.key import FileKey, PassphraseKey, VaultKey, new_key_file
from turgor.store.vault.vault import ACCESS_LOG, IDENTITIES, Vault

__all__ = [
    "ACCESS_LOG",
    "IDENTITIES",
    "Access",
    "AccessLog",
    "FileKey",
    "PassphraseKey",
    "Vault",
    "VaultKey",
    "new_key_file",
]
