"""What a search for wrinkles is told: sizes of what counts, and how the search is made."""

from dataclasses import dataclass

from turgor.errors import InputError


@dataclass(frozen=True, slots=True)
class WrinkleOptions:
    """Settings of ``find_wrinkles``; the first five decide what a wrinkle is.

    least_length_mm : shorter objects are not reported.
    least_depth_um : objects whose P95 depth is below are not reported.
    wrinkle_depth_um : P95 depth from which an object is a wrinkle; below it is a fine line.
    end_depth_um, end_share : an object ends where its depth falls below ``end_depth_um`` or
        below ``end_share`` of its P95 depth, whichever is less.
    grid_um : spacing of the grid on which objects are looked for (not measured).
    scales_um : standard deviations of the line detector across a line.
    along_um : standard deviation of the detector along a line.
    orientations : directions in half a turn.
    seed_z, follow_z : response, in robust standard deviations of the response itself, where a
        line may start, and down to which it is followed.
    gap_um : a line is followed across a weaker or missing stretch of this length.
    lid_sigma_um : standard deviation of the weights of the lid's local quadratic.
    lid_spacing_um : spacing of the lid's nodes.
    window_um : standard deviation of the averaging along the centre line for the depth there.
    """

    least_length_mm: float = 3.0
    least_depth_um: float = 25.0
    wrinkle_depth_um: float = 80.0
    end_depth_um: float = 20.0
    end_share: float = 1.0 / 3.0
    grid_um: float = 50.0
    scales_um: tuple[float, ...] = (80.0, 150.0, 300.0, 600.0)
    along_um: float = 700.0
    orientations: int = 16
    seed_z: float = 6.5
    follow_z: float = 3.5
    gap_um: float = 800.0
    lid_sigma_um: float = 2000.0
    lid_spacing_um: float = 200.0
    window_um: float = 300.0

    def __post_init__(self) -> None:
        """Refuse sizes that can't work."""
        sizes = (self.least_length_mm, self.grid_um, self.along_um, self.lid_sigma_um)
        if min(*sizes, self.lid_spacing_um, self.window_um, *self.scales_um) <= 0:
            raise InputError("wrinkle options: every size must be above 0 µm (or mm)")
        if self.orientations < 8 or self.seed_z < self.follow_z:
            raise InputError(
                "wrinkle options: at least 8 orientations, and seed_z not below follow_z"
            )
