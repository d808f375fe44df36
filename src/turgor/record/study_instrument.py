"""An instrument as a study keeps it, and whose form an answered one is."""

from dataclasses import dataclass, field

from turgor.record.site import BodySite

#: where an instrument came from: shipped with the program, a user's files, typed anchors
ORIGINS = ("shipped", "file", "typed")
#: the site of a form that is about the whole person
WHOLE_PERSON = "person"


@dataclass(frozen=True, slots=True)
class StudyInstrument:
    """An instrument of a study; both its files are kept under their sums.

    name : its id. edition : its version; a study can hold several editions of one name.
    scoring_suffix : '.toml' or '.json', how the sidecar is written. origin : one of ORIGINS.
    alias : the short name under which it is shipped, empty otherwise.
    """

    name: str
    edition: str
    title: str
    form_sha256: str
    scoring_sha256: str
    scoring_suffix: str
    origin: str
    alias: str = ""


@dataclass(frozen=True, slots=True)
class FormPlace:
    """Whose filled form it is, at which visit, and about which skin.

    site : WHOLE_PERSON without a side where the form is about no single place. replicate : of
    several fillings at one visit. reseated : filled anew, without the earlier answers in view.
    operator : name or code of the one who rated.
    """

    subject: str
    visit: str
    site: BodySite = field(default_factory=lambda: BodySite(WHOLE_PERSON))
    region: str = ""
    replicate: int = 1
    reseated: bool = False
    operator: str = ""
