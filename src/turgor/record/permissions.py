"""What each role may add and change, by table of the study; a table that is not listed is for
coordinators and administrators.
"""

from collections.abc import Mapping
from types import MappingProxyType

_ALL = frozenset({"coordinator", "rater", "clinician", "monitor", "admin"})
_ADMIN = frozenset({"admin"})
_OFFICE = frozenset({"coordinator", "admin"})
_CARE = _OFFICE | {"clinician"}
_RATING = _OFFICE | {"rater"}
_FORMS = _CARE | {"rater"}
_QUERIES = _OFFICE | {"monitor"}

UNLISTED = _OFFICE

#: table -> roles that may add rows to it and change them
TABLE_ROLES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        # custody
        "study_user": _ADMIN,
        "study_lock": _ADMIN,
        "signature": _ALL,
        # people and what was done to them
        "subject": _CARE,
        "visit": _CARE,
        "session": _CARE,
        "adverse_event": _CARE,
        "escalation": _CARE,
        "diary_entry": _CARE,
        "imported_file": _CARE,
        "consent": _CARE,
        # captures and what was measured of them; raters and clinicians those of forms alone
        "capture": _FORMS,
        "measurement": _FORMS,
        "finding": _FORMS,
        "refusal": _FORMS,
        "registration": _OFFICE,
        "region": _OFFICE,
        "zone_set": _OFFICE,
        "blind_code": _OFFICE,
        "device_table": _OFFICE,
        "device_reading": _OFFICE,
        # rating, queries
        "rating": _RATING,
        "shown_picture": _OFFICE,
        "query": _QUERIES | {"clinician", "rater"},
        # what is planned for them, and what was decided against a rule
        "protocol": _CARE,
        "treatment_plan": _CARE,
        "rule_library": _CARE,
        "rule_override": frozenset({"clinician", "admin"}),
        # design
        "allocation": _OFFICE,
        "randomisation_list": _OFFICE,
        "randomisation_entry": _OFFICE,
        # study.toml as it stands is noted before whatever is written first, whoever writes
        "design_version": _ALL,
        "unblinding": _ADMIN,
        "instrument": _OFFICE,
        "licence_proof": _OFFICE,
    }
)

#: tables whose rows belong to captures, of which these roles may touch those of kind 'form' alone
FORM_TABLES = frozenset({"capture", "measurement", "finding", "refusal"})
FORM_ROLES = frozenset({"rater", "clinician"})

#: (table, column) -> roles that may change it where the table itself allows more
COLUMN_ROLES: Mapping[tuple[str, str], frozenset[str]] = MappingProxyType(
    {
        ("capture", "erased"): _ADMIN,
    }
)

#: what is said about the data is no data: it is open under a lock and voids no signature
BESIDE_DATA = frozenset({"study_user", "study_lock", "signature", "query", "design_version"})


def roles_for(table: str) -> frozenset[str]:
    """The roles that may add to a table and change it."""
    return TABLE_ROLES.get(table, UNLISTED)
