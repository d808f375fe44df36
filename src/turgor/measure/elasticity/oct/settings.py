"""What the user chooses of how strain is read from a pair of OCT scans."""

import math
from dataclasses import dataclass, fields

from turgor.errors import InputError

WEIGHTS = ("amplitude", "root-amplitude", "phase-only")
SIGNS = (1, -1)


@dataclass(frozen=True, slots=True)
class OctSettings:
    """How strain is read.

    lag_um : distance over which phase is compared, None = the least one beyond which strain
    settles. axial_window_um, lateral_window_um : of the map. weight : of each pixel's vector.
    least_coherence : of a layer. follow_displacement : True compares each row with where it moved.
    phase_sign : 1 where phase grows with depth, -1 where the instrument conjugates.
    longest_lag_um : of the automatic choice. most_layers : that are looked for where none were
    stated; thinnest_layer_um : of those.

    Errors: InputError where a word is not allowed or a number not finite and above zero.
    """

    lag_um: float | None = None
    axial_window_um: float = 60.0
    lateral_window_um: float = 60.0
    weight: str = "amplitude"
    least_coherence: float = 0.35
    follow_displacement: bool = True
    phase_sign: int = 1
    longest_lag_um: float = 60.0
    most_layers: int = 4
    thinnest_layer_um: float = 80.0

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, float) and not (math.isfinite(value) and value > 0):
                raise InputError(
                    f"setting {item.name} is {value:g}; it must be finite and above zero"
                )
        if self.weight not in WEIGHTS:
            raise InputError(f"setting weight is '{self.weight}'; allowed: {', '.join(WEIGHTS)}")
        if self.phase_sign not in SIGNS:
            raise InputError(f"setting phase_sign is {self.phase_sign}; allowed: 1, -1")
        if self.most_layers < 1:
            raise InputError(f"setting most_layers is {self.most_layers}; it must be 1 or more")
