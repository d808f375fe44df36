"""The identity vault's use cases: where it may lie, what goes in, what is found in a study."""

import csv
import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path

from turgor.errors import InputError
from turgor.exchange.deidentify.likeness import direct_identifiers, folded, looks_like_identity
from turgor.record.identity import Identity
from turgor.store.store import DATABASE
from turgor.store.vault import FileKey, PassphraseKey, Vault, VaultKey

#: columns of a table of identities; the first is needed
COLUMNS = ("subject", "name", "birth_date", "contact", "clinic_number", "note")
_LONGEST_TEXT = 2000
_LARGEST_TABLE = 50_000_000


@dataclass(frozen=True, slots=True)
class Likeness:
    """A text of a study that tells who somebody is; ``what`` names what kind, never the content."""

    place: str
    what: tuple[str, ...]


def vault_folder(path: Path, there: bool = False) -> Path:
    """Where the vault lies: the path itself, or STUDY-vault beside where the path is a study.

    there : it must be there already.

    Errors: InputError where it is not, or would be inside a study, whose copies and exports travel.
    """
    path = path.resolve()
    if (path / DATABASE).exists():
        path = path.with_name(f"{path.name}-vault")
    _not_inside_a_study(path, "a vault")
    if there and not path.is_dir():
        raise InputError(f"{path}: there is no vault here; make one with `turgor vault init`")
    return path


def key_outside(key_file: Path, vault: Path) -> Path:
    """The place of a key file, which must not lie beside what it opens, nor in a study.

    Errors: InputError.
    """
    key_file = key_file.resolve()
    if vault in key_file.parents:
        raise InputError(f"{key_file}: a key must not lie in the vault that it opens; move it away")
    _not_inside_a_study(key_file, "a vault's key")
    return key_file


def _not_inside_a_study(path: Path, what: str) -> None:
    for parent in path.parents:
        if (parent / DATABASE).exists():
            raise InputError(
                f"{path}: lies in the study {parent}; {what} must lie apart, since a study's "
                "folder is copied and shared"
            )


def opened(path: Path, key: VaultKey) -> Vault:
    """Open a vault.

    Errors: InputError for a place inside a study; StoreError where the key does not open it.
    """
    return Vault(vault_folder(path), key)


def key_of(passphrase: str, key_file: Path | None) -> VaultKey:
    """The key that opens a vault: an age identity file, else the passphrase.

    Errors: InputError; MissingExtraError without the optional part.
    """
    return PassphraseKey(passphrase) if key_file is None else FileKey(key_file)


def made(path: Path, key: VaultKey) -> Vault:
    """Make an empty vault.

    Errors: InputError for a place inside a study; StoreError where there is one already.
    """
    return Vault.create(vault_folder(path), key)


def identity_from(fields: dict[str, str], where: str) -> Identity:
    """An identity from texts; messages name the field and never its content.

    Errors: InputError for an empty subject, a date not written year-month-day, or a subject id
    that tells who the subject is.
    """
    values = {name: fields.get(name, "").strip() for name in COLUMNS}
    for name, text in values.items():
        if len(text) > _LONGEST_TEXT or not text.replace("\n", " ").isprintable():
            raise InputError(f"{where}: {name} is no plain text of at most {_LONGEST_TEXT} letters")
    if not values["subject"]:
        raise InputError(f"{where}: subject is empty; give the study's id of the person")
    written = values.pop("birth_date")
    try:
        date = dt.date.fromisoformat(written) if written else None
    except ValueError:
        raise InputError(
            f"{where}: birth_date is not written year-month-day, as in 2001-02-03"
        ) from None
    identity = Identity(birth_date=date, **values)
    told = looks_like_identity(identity.subject, [identity], identity.subject)
    if told:
        raise InputError(
            f"{where}: the subject id tells the person's {', '.join(told)}; a pseudonym tells "
            "nothing, give the subject another id"
        )
    return identity


def identities_from_csv(content: bytes, where: str) -> tuple[Identity, ...]:
    """Every row of a table of identities; one bad row refuses all.

    Errors: InputError naming line and field.
    """
    if len(content) > _LARGEST_TABLE:
        raise InputError(f"{where}: is larger than {_LARGEST_TABLE} bytes; no list of persons is")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{where}: is no UTF-8 text; save it as CSV UTF-8") from None
    reader = csv.reader(io.StringIO(text))
    header = [cell.strip() for cell in next(reader, [])]
    if "subject" not in header or not set(header) <= set(COLUMNS):
        raise InputError(
            f"{where}: the first line must name columns out of {','.join(COLUMNS)}, with subject"
        )
    if len(set(header)) < len(header):
        raise InputError(f"{where}: a column is named twice in the first line")
    found: dict[str, Identity] = {}
    try:
        for cells in reader:
            line = f"{where} line {reader.line_num}"
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                raise InputError(f"{line}: has {len(cells)} cells; the first line {len(header)}")
            identity = identity_from(dict(zip(header, cells, strict=True)), line)
            if identity.subject in found:
                raise InputError(f"{line}: subject '{identity.subject}' stands twice")
            found[identity.subject] = identity
    except csv.Error:
        raise InputError(f"{where} line {reader.line_num}: is no CSV; save it again") from None
    return tuple(found.values())


def subjects_like(vault: Vault, text: str) -> tuple[str, ...]:
    """The subjects whose name, date of birth, contact, number or note hold a text.

    Errors: InputError for a text of fewer than three letters; StoreError.
    """
    wanted = folded(text.strip())
    if len(wanted) < 3:
        raise InputError("look for at least three letters")

    def matches(identity: Identity) -> bool:
        date = identity.birth_date
        fields = (identity.name, identity.contact, identity.clinic_number, identity.note)
        if any(wanted in folded(field) for field in fields):
            return True
        return date is not None and wanted in date.isoformat()

    return vault.search(matches)


def study_likenesses(study_folder: Path, vault: Vault) -> tuple[Likeness, ...]:
    """Every text of a study that tells an identity of the vault, or looks as if it told one.

    Errors: StoreError where there is no study.
    """
    from turgor.store import Store

    identities = vault.compared()
    found: list[Likeness] = []
    with Store(study_folder) as store:
        for table in store.plain.tables():
            for number, row in enumerate(store.plain.rows(table), start=1):
                for column, value in row.items():
                    if not isinstance(value, str) or not value:
                        continue
                    own = value if (table, column) == ("subject", "id") else ""
                    told = looks_like_identity(value, identities, own)
                    shown = told or (direct_identifiers(value) if _is_free(column) else ())
                    if shown:
                        found.append(Likeness(f"{table} row {number} {column}", shown))
    return tuple(found)


def _is_free(column: str) -> bool:
    """Whether people type the column; sums, dates and documents are full of digits."""
    if column.endswith(("_sha256", "_at")):
        return False
    return column not in {
        "at", "day", "answered", "head", "commitment", "salt", "passphrase_hash", "sha256",
        "capture", "captures", "baseline", "date", "form", "polygon_um",
        "conditions", "settings", "method_version", "onset", "session", "outcome_date",
        "withdrawn_on",
    }  # fmt: skip
