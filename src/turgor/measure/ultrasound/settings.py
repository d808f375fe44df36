"""How an ultrasound image is measured; what changes a value is among its conditions."""

from dataclasses import dataclass

from turgor.errors import InputError

UPPER_BORDERS = ("entry-echo", "skin-surface")
#: Raised whenever borders of the same image may come out elsewhere than before.
BORDER_RULE = "speckle-likelihood-1"


@dataclass(frozen=True, slots=True)
class UltrasoundSettings:
    """Settings of one measurement.

    upper_border : where dermis begins: at the lower edge of the entry echo, or at the skin's
        surface for images that show no entry echo of its own.
    sleb_least_db : how much fainter than the dermis beneath it a low-echogenic band is at least.
    low_level : highest grey level that counts as low-echogenic.
    most_tilt_deg : a skin that lies more askew than this is flagged.
    assumed_sound_speed_m_s : for raw lines that state none; flagged.
    least_share : share of columns that must be usable.

    Errors: InputError where a setting is outside its range.
    """

    upper_border: str = "entry-echo"
    sleb_least_db: float = 3.0
    low_level: float = 30.0
    most_tilt_deg: float = 20.0
    assumed_sound_speed_m_s: float = 1540.0
    least_share: float = 0.3

    def __post_init__(self) -> None:
        if self.upper_border not in UPPER_BORDERS:
            raise InputError(
                f"setting upper_border is '{self.upper_border}'; allowed: "
                f"{', '.join(UPPER_BORDERS)}"
            )
        for name, least, most in (
            ("sleb_least_db", 1.0, 20.0),
            ("low_level", 1.0, 250.0),
            ("most_tilt_deg", 1.0, 60.0),
            ("assumed_sound_speed_m_s", 1000.0, 2500.0),
            ("least_share", 0.05, 1.0),
        ):
            value = getattr(self, name)
            if not least <= value <= most:
                raise InputError(f"setting {name} is {value:g}; allowed: {least:g} to {most:g}")
