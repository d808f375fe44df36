"""Who treats, and what is paid there: [clinic] and [prices]."""

from turgor.exchange.toml_table import TomlTable
from turgor.record.case import CaseClinic

_CLINIC = ("name", "phone")
_CURRENCY = "currency"
_FORM = "write a number, or [lowest, highest]"


def read_clinic(root: TomlTable, where: str) -> CaseClinic:
    """[clinic], and [prices] by treatment; which treatments there are is held where they are known.

    Errors: StudyError for a price below 0, a span that ends below its beginning, or anything else
    than numbers.
    """
    own = root.within("clinic", _CLINIC, f"{where}: [clinic]")
    listed = tuple(root.table("prices"))
    read = root.within("prices", listed, f"{where}: [prices]")
    return CaseClinic(
        name=own.text("name", ""),
        phone=own.text("phone", ""),
        currency=read.text(_CURRENCY, ""),
        prices={name: _price(name, read) for name in listed if name != _CURRENCY},
    )


def _price(name: str, read: TomlTable) -> tuple[float, float]:
    if not isinstance(read.raw(name), list):
        ends: tuple[float, ...] = (read.number(name),)
    else:
        ends = read.numbers(name)
    if len(ends) not in (1, 2):
        raise read.refuse(f"the price of '{name}' has {len(ends)} numbers; {_FORM}", name)
    low, high = ends[0], ends[-1]
    if low < 0.0 or high < low:
        raise read.refuse(
            f"the price of '{name}' is {low:g} to {high:g}; allowed: 0 or more, lowest first", name
        )
    return low, high
