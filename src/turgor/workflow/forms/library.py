"""The instruments that are at hand: those of a study, those that are shipped, one given file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from threading import Lock

from turgor.errors import InputError, TurgorError
from turgor.measure.scales import LicenceProof, shipped_instrument, shipped_names
from turgor.record.questionnaire import Instrument
from turgor.store import Store

#: between name and version where a user writes both
AT = "@"


@dataclass(frozen=True, slots=True)
class Loaded:
    """An instrument that is ready for use.

    steers : names what its scores rest on beside the answers: the sums of its form and sidecar,
    and how often it was corrected. alias : its short name where it is shipped. kept : whether it
    is a study's own.
    """

    instrument: Instrument
    steers: tuple[str, ...]
    alias: str = ""
    kept: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that it can be called."""
        own = self.instrument
        told = (own.id, self.alias, own.url, f"Questionnaire/{own.id}")
        return tuple(name for name in told if name)

    @property
    def title(self) -> str:
        """Name and version, as a user writes them."""
        return f"{self.alias or self.instrument.id}{AT}{self.instrument.version}"


class Library:
    """Instruments by name and version, and the licences on record."""

    def __init__(
        self,
        kept: Callable[[], Sequence[Loaded]] = tuple,
        proofs: Callable[[], Sequence[LicenceProof]] = tuple,
        where: str = "here",
    ) -> None:
        """Both are asked once, when first needed. ``where`` names the place in messages."""
        self._kept_of, self._proofs_of, self.where = kept, proofs, where
        self._own: tuple[Loaded, ...] | None = None
        self._proofs: tuple[LicenceProof, ...] | None = None
        self._lock = Lock()

    def all(self) -> tuple[Loaded, ...]:
        """The study's own instruments, then shipped ones that it does not hold.

        Errors: TurgorError where a kept one can't be read.
        """
        with self._lock:
            if self._own is None:
                self._own = tuple(self._kept_of())
            own = self._own
        there = {(item.instrument.id, item.instrument.version) for item in own}
        shipped = (shipped_loaded(name) for name in shipped_names())
        return (
            *own,
            *(i for i in shipped if (i.instrument.id, i.instrument.version) not in there),
        )

    def adopt(self, loaded: Loaded) -> None:
        """Count an instrument among the study's own from now on."""
        own = [item for item in self.all() if item.kept]
        with self._lock:
            self._own = (*own, loaded)

    def find(self, name: str, version: str = "") -> Loaded:
        """The instrument called ``name``, or ``name@version``.

        Of several versions the one that the study holds is meant, where it holds one.

        Errors: InputError that lists what is there.
        """
        fitting = self.versions(name, version)
        own = [item for item in fitting if item.kept] or list(fitting)
        if len(own) > 1:
            listed = ", ".join(item.title for item in own)
            raise InputError(f"'{name}' has several versions {self.where}; name one of {listed}")
        return own[0]

    def versions(self, name: str, version: str = "") -> tuple[Loaded, ...]:
        """Every version of an instrument, or the one that is named.

        Errors: InputError that lists what is there, where there is none.
        """
        if not version and AT in name:
            name, _, version = name.rpartition(AT)
        known = self.all()
        named = [item for item in known if name in item.names]
        if not named:
            listed = ", ".join(item.title for item in known)
            raise InputError(
                f"no instrument '{name}' is known {self.where}; there are {listed}; take others in "
                "with `turgor study instrument add`"
            )
        fitting = [item for item in named if version in ("", item.instrument.version)]
        if not fitting:
            listed = ", ".join(item.instrument.version for item in named)
            raise InputError(f"'{name}' has no version '{version}' {self.where}; it has {listed}")
        return tuple(fitting)

    def proof(self, instrument: Instrument) -> LicenceProof | None:
        """The licence on record that covers an instrument, None where there is none."""
        with self._lock:
            if self._proofs is None:
                self._proofs = tuple(self._proofs_of())
            proofs = self._proofs
        holder = instrument.licence.holder.strip().casefold()
        fitting = [
            item
            for item in proofs
            if item.holder.strip().casefold() == holder and item.instrument in ("", instrument.id)
        ]
        return fitting[0] if fitting else None


@cache
def shipped_loaded(name: str) -> Loaded:
    """A shipped instrument with what it rests on."""
    from hashlib import sha256

    form, sidecar = shipped_files(name)
    sums = tuple(sha256(content).hexdigest() for content in (form, sidecar))
    # as one that a study keeps and never corrected: keeping it later scores nothing anew
    return Loaded(shipped_instrument(name), (*sums, "1"), name)


def shipped_files(name: str) -> tuple[bytes, bytes]:
    """The bytes of a shipped form and of its sidecar."""
    from importlib.resources import files

    folder = files("turgor.measure.scales") / "data"
    return (
        (folder / f"{name}.json").read_bytes(),
        (folder / f"{name}.scoring.toml").read_bytes(),
    )


def given_loaded(path: Path) -> Loaded:
    """An instrument from a user's file and the sidecar beside it.

    Errors: FormatError.
    """
    from turgor.formats.questionnaire import read_questionnaire
    from turgor.formats.questionnaire.sidecar import beside
    from turgor.store import sha256_of

    instrument = read_questionnaire(path)
    return Loaded(instrument, (sha256_of(path), sha256_of(beside(path))))


def given_library(paths: Sequence[Path], where: str = "here") -> Library:
    """Shipped instruments and those of the given files.

    Errors: FormatError.
    """
    given = tuple(replace(given_loaded(path), kept=True) for path in paths)
    return Library(lambda: given, where=where)


def study_library(store: Store) -> Library:
    """The instruments and licences of a study, read when they are first needed."""
    return Library(
        lambda: _kept(store),
        lambda: [item.record for item in store.instruments.proofs.all()],
        "in this study",
    )


def _kept(store: Store) -> list[Loaded]:
    from turgor.formats.questionnaire import read_questionnaire

    found: list[Loaded] = []
    for kept in store.instruments.all():
        record = kept.record
        form, sidecar = store.instruments.files(record)
        try:
            instrument = read_questionnaire(form, sidecar)
        except TurgorError as error:
            raise InputError(
                f"instrument {kept.id} ({record.name} {record.edition}) can't be read any more: "
                f"{error}"
            ) from error
        steers = (record.form_sha256, record.scoring_sha256, str(kept.version))
        found.append(Loaded(instrument, steers, record.alias, kept=True))
    return found
