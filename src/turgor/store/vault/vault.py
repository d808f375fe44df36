"""The identity vault: who the subjects are, encrypted in a folder of its own beside the study."""

import base64
import dataclasses
import datetime as dt
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from turgor.errors import StoreError, StudyError
from turgor.record.identity import Identity
from turgor.store.audit.deed import current_deed
from turgor.store.faults import file_faults
from turgor.store.rows import canonical_json
from turgor.store.vault.access_log import AccessLog
from turgor.store.vault.key import VaultKey
from turgor.store.vault.sealed_file import SealedFile

IDENTITIES, ACCESS_LOG = "identities.age", "access.log"
_SCHEMA = "turgor.vault/1"
#: the content is filled up to whole blocks, so that its length does not tell how many there are
_BLOCK_BYTES = 16384
_CODE_KEY_BYTES = 32


class Vault:
    """An open vault. Every look into it is a line of its log before it is answered.

    Nothing of it stands in the study: the study knows pseudonyms alone, and the vault knows which
    pseudonym is whose.
    """

    def __init__(self, folder: Path, key: VaultKey) -> None:
        """Open a vault.

        Errors: StoreError where there is none or the key does not open it.
        """
        self.folder = folder
        self._file = SealedFile(folder / IDENTITIES)
        self.log = AccessLog(folder / ACCESS_LOG)
        self._key = key
        self._content = _Content.of(self._file.path, self._file.read(key))

    @classmethod
    def create(cls, folder: Path, key: VaultKey) -> "Vault":
        """Make an empty vault and open it.

        Errors: StoreError where one is there already or the disk refuses.
        """
        file = SealedFile(folder / IDENTITIES)
        with file_faults(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with file.held():
            if file.path.exists() or file.backup.exists():
                raise StoreError(f"{folder}: holds a vault already; name another folder")
            log = AccessLog(folder / ACCESS_LOG)
            made = log.append("create")
            file.write(_Content({}, log_head=made.sha256).to_bytes(), key)
        return cls(folder, key)

    @property
    def log_trouble(self) -> str:
        """What is wrong with the access log, '' where nothing is."""
        return self.log.trouble(self._content.log_head)

    def subjects(self) -> tuple[str, ...]:
        """The pseudonyms that have an identity here, in order."""
        return tuple(sorted(self._content.identities))

    def show(self, subject: str) -> Identity:
        """One identity; the look is on record before it is given.

        Errors: StudyError where there is none; StoreError where the log can't be written.
        """
        identity = self._one(subject)
        with self._file.held():
            self.log.append("show", [subject])
        return identity

    def search(self, matches: Callable[[Identity], bool]) -> tuple[str, ...]:
        """The pseudonyms of all identities that match; those found are on record, not what for."""
        identities = self._content.identities
        found = tuple(sorted(s for s, identity in identities.items() if matches(identity)))
        with self._file.held():
            self.log.append("find", found)
        return found

    def compared(self) -> tuple[Identity, ...]:
        """Every identity, to hold texts against them; one line of the log says so."""
        with self._file.held():
            self.log.append("compare")
        return tuple(self._content.identities[subject] for subject in self.subjects())

    def add(self, identities: Sequence[Identity]) -> dict[str, str]:
        """Keep identities, all or none: subject -> 'added', 'changed' or 'same'.

        An empty field never erases what is known.

        Errors: StoreError; then nothing was kept.
        """
        outcome: dict[str, str] = {}

        def change(content: "_Content") -> None:
            for identity in identities:
                known = content.identities.get(identity.subject)
                filled = identity if known is None else _filled(known, identity)
                told = "added" if known is None else "same" if filled == known else "changed"
                if outcome.get(identity.subject) != "added":
                    outcome[identity.subject] = told
                content.identities[identity.subject] = filled

        self._change("add", [identity.subject for identity in identities], change)
        return outcome

    def remove(self, subject: str, why: str) -> None:
        """Forget an identity; that it was there, who took it out and why stays, encrypted.

        Errors: StudyError without a reason or where there is none; StoreError.
        """
        if not why.strip():
            raise StudyError(f"removing the identity of '{subject}' needs a reason")
        self._one(subject)

        def change(content: "_Content") -> None:
            content.identities.pop(subject, None)
            at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
            who = current_deed().who
            content.removed.append({"subject": subject, "at": at, "who": who, "why": why.strip()})

        self._change("remove", [subject], change)

    def rekey(self, key: VaultKey) -> None:
        """Encrypt the vault for another passphrase or key; the old one opens it no more.

        Errors: StoreError; then the old key still opens it.
        """
        with self._file.held():
            content = _Content.of(self._file.path, self._file.read(self._key))
            content.log_head = self.log.append("rekey").sha256
            self._file.write(content.to_bytes(), key)
        self._content, self._key = content, key

    def code_key(self) -> bytes:
        """32 random bytes from which shared exports make their codes; made once, kept here.

        Errors: StoreError.
        """
        if not self._content.code_key:
            fresh = secrets.token_bytes(_CODE_KEY_BYTES)

            def change(content: "_Content") -> None:
                content.code_key = content.code_key or fresh

            self._change("code-key", [], change)
        return self._content.code_key

    def _one(self, subject: str) -> Identity:
        try:
            return self._content.identities[subject]
        except KeyError:
            raise StudyError(f"{self.folder}: has no identity of subject '{subject}'") from None

    def _change(
        self, act: str, subjects: Sequence[str], change: Callable[["_Content"], None]
    ) -> None:
        """Read anew, change and write, while nobody else can."""
        with self._file.held():
            content = _Content.of(self._file.path, self._file.read(self._key))
            change(content)
            content.log_head = self.log.append(act, subjects).sha256
            self._file.write(content.to_bytes(), self._key)
        self._content = content


@dataclasses.dataclass(slots=True, repr=False)
class _Content:
    """What the encrypted file holds."""

    identities: dict[str, Identity]
    removed: list[dict[str, str]] = dataclasses.field(default_factory=list)
    log_head: str = ""
    code_key: bytes = b""

    def to_bytes(self) -> bytes:
        document = {
            "schema": _SCHEMA,
            "identities": [_plain(self.identities[name]) for name in sorted(self.identities)],
            "removed": self.removed,
            "log_head": self.log_head,
            "code_key": base64.b64encode(self.code_key).decode("ascii"),
        }
        content = canonical_json(document).encode("utf-8")
        return content + b" " * (-len(content) % _BLOCK_BYTES)

    @classmethod
    def of(cls, path: Path, content: bytes) -> "_Content":
        try:
            document = json.loads(content)
            if document["schema"] != _SCHEMA:
                raise ValueError
            return cls(
                {item["subject"]: _identity(item) for item in document["identities"]},
                list(document["removed"]),
                str(document["log_head"]),
                base64.b64decode(document["code_key"]),
            )
        except (ValueError, KeyError, TypeError):
            raise StoreError(
                f"{path}: opens, but is no vault of this version of Turgor; update it"
            ) from None


def _plain(identity: Identity) -> dict[str, str]:
    values = dataclasses.asdict(identity)
    date = identity.birth_date
    return {**values, "birth_date": "" if date is None else date.isoformat()}


def _identity(item: Mapping[str, str]) -> Identity:
    date = item["birth_date"]
    return Identity(**{**item, "birth_date": dt.date.fromisoformat(date) if date else None})  # type: ignore[arg-type]


def _filled(known: Identity, stated: Identity) -> Identity:
    changes = {
        field.name: getattr(stated, field.name)
        for field in dataclasses.fields(stated)
        if getattr(stated, field.name) not in ("", None)
    }
    return dataclasses.replace(known, **changes)
