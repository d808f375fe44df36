"""What the user states of a pair of OCT scans where the file itself can't."""

import math
from dataclasses import dataclass, fields

from turgor.errors import InputError


@dataclass(frozen=True, slots=True)
class OctOptions:
    """What the user states; what the file itself states wins, and a flag says where they differ.

    before_variable, after_variable : names of the two complex scans. axial_um : between rows in
    tissue. lateral_um : between columns. transposed : True where rows run to the side.
    layer_edges_um : borders between layers from the first row, as text '120, 900'.
    load : what was done between the scans, in the laboratory's words.

    Errors: InputError where a number is not finite and above zero, or the edges don't rise.
    """

    before_variable: str | None = None
    after_variable: str | None = None
    axial_um: float | None = None
    lateral_um: float | None = None
    wavelength_nm: float | None = None
    refractive_index: float | None = None
    layer_edges_um: str | None = None
    load: str | None = None
    transposed: bool = False
    device: str | None = None
    device_class: str | None = None
    max_bytes: int = 4_000_000_000

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, float) and not (math.isfinite(value) and value > 0):
                raise InputError(
                    f"option {item.name} is {value:g}; it must be a finite number above zero"
                )
        self.edges()

    def edges(self) -> tuple[float, ...]:
        """The stated borders, µm; empty where none were stated.

        Errors: InputError where they are no rising numbers above zero.
        """
        words = (self.layer_edges_um or "").replace(";", ",").split(",")
        try:
            found = tuple(float(word) for word in words if word.strip())
        except ValueError:
            found = (math.nan,)
        rising = all(b > a for a, b in zip((0.0, *found), found, strict=False))
        if not all(math.isfinite(v) for v in found) or not rising:
            raise InputError(
                f"option layer_edges_um is '{self.layer_edges_um}'; it must hold rising numbers "
                "above zero, for example '120, 900'"
            )
        return found
