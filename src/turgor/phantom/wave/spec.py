"""What a wave phantom is made of: a solid, what sets it in motion, a grid and faults."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from turgor.errors import InputError
from turgor.physics.elasticity.layered import Layer
from turgor.physics.elasticity.prestretch import StrainEnergy
from turgor.physics.elasticity.shear import (
    attenuation_np_m,
    kelvin_voigt_modulus_kpa,
    phase_speed_m_s,
    three_parameter_modulus_kpa,
)

F = NDArray[np.float64]
C = NDArray[np.complex128]

SOLIDS = ("elastic", "kelvin-voigt", "three-parameter")
FRONTS = ("plane", "cylindrical")
SHAPES = ("focused", "gaussian")


@dataclass(frozen=True, slots=True)
class Solid:
    """An incompressible isotropic solid.

    elastic : mu_kpa. kelvin-voigt : mu_kpa and eta_pa_s. three-parameter : mu_kpa is the modulus
    at rest (Ginf), g0_kpa the one at once, beta_per_s the rate of relaxation.
    Errors: InputError for an unknown model or impossible values.
    """

    model: str = "elastic"
    mu_kpa: float = 4.0
    eta_pa_s: float = 0.0
    g0_kpa: float = 0.0
    beta_per_s: float = 0.0
    density_kg_m3: float = 1000.0

    def __post_init__(self) -> None:
        """Refuse an unknown model; the laws refuse the rest."""
        if self.model not in SOLIDS:
            raise InputError(f"solid {self.model!r}: one of {', '.join(SOLIDS)}")
        self.modulus_kpa(0.0)
        self.speed_m_s(0.0)

    def modulus_kpa(self, frequency_hz: ArrayLike) -> C:
        """Complex shear modulus, shape of ``frequency_hz``."""
        if self.model == "three-parameter":
            return three_parameter_modulus_kpa(
                frequency_hz, self.g0_kpa, self.mu_kpa, self.beta_per_s
            )
        eta = self.eta_pa_s if self.model == "kelvin-voigt" else 0.0
        return kelvin_voigt_modulus_kpa(frequency_hz, self.mu_kpa, eta)

    def speed_m_s(self, frequency_hz: ArrayLike) -> F:
        """Phase speed of a plane shear wave."""
        return phase_speed_m_s(self.modulus_kpa(frequency_hz), self.density_kg_m3)

    def attenuation_np_m(self, frequency_hz: ArrayLike) -> F:
        """Amplitude attenuation of a plane shear wave."""
        return attenuation_np_m(frequency_hz, self.modulus_kpa(frequency_hz), self.density_kg_m3)


@dataclass(frozen=True, slots=True)
class PushSource:
    """A push by acoustic radiation force along the axis of a beam, in an unbounded solid.

    shape : ``focused``, a Gaussian beam of waist 0.87 wavelengths x f_number that widens and
    fades with depth, or ``gaussian``, an ellipsoid of the same waist. focus_mm : depth.
    push_s : how long the force acts, from time 0. carrier_mhz, sound_speed_m_s,
    loss_db_cm_mhz : of the pushing beam. elevation_mm : waist across the picture where it is wider
    than in it, as under a linear array's lens; None = round. peak_um : largest motion on the axis
    at the focus.
    """

    solid: Solid = field(default_factory=Solid)
    shape: str = "focused"
    focus_mm: float = 30.0
    f_number: float = 2.0
    push_s: float = 167e-6
    carrier_mhz: float = 3.0
    sound_speed_m_s: float = 1540.0
    loss_db_cm_mhz: float = 0.45
    elevation_mm: float | None = None
    peak_um: float = 10.0

    def waist_mm(self) -> float:
        """Radius of the beam in the picture where intensity has fallen to exp(-2)."""
        return 0.87e-3 * self.sound_speed_m_s / self.carrier_mhz * self.f_number

    def __post_init__(self) -> None:
        """Refuse what no probe could do."""
        if self.shape not in SHAPES:
            raise InputError(f"push {self.shape!r}: one of {', '.join(SHAPES)}")
        sizes = (self.focus_mm, self.f_number, self.push_s, self.carrier_mhz, self.sound_speed_m_s)
        if min(sizes) <= 0.0 or self.loss_db_cm_mhz < 0.0:
            raise InputError("push: focus, f-number, duration, carrier and speed must be above 0")
        if self.elevation_mm is not None and self.elevation_mm < self.waist_mm():
            raise InputError(
                f"push: elevation {self.elevation_mm} mm is narrower than the waist in the "
                f"picture, {self.waist_mm():.3g} mm; leave it out for a round beam"
            )


@dataclass(frozen=True, slots=True)
class TravellingSource:
    """A pulse that runs from lateral 0 through a solid, the same at every depth.

    front : ``plane``, or ``cylindrical`` (a line source along depth; laterals must not hold 0).
    centre_hz : of its Gaussian spectrum. bandwidth : full width at half maximum over the centre.
    delay_s : when the pulse's middle leaves lateral 0; None = as soon as none of it is cut off at
    time 0. peak_um : at the first lateral.
    """

    solid: Solid = field(default_factory=Solid)
    front: str = "plane"
    centre_hz: float = 200.0
    bandwidth: float = 1.0
    delay_s: float | None = None
    peak_um: float = 10.0

    def __post_init__(self) -> None:
        """Refuse unknown fronts and empty spectra."""
        if self.front not in FRONTS:
            raise InputError(f"wave front {self.front!r}: one of {', '.join(FRONTS)}")
        if not (self.centre_hz > 0.0 and 0.0 < self.bandwidth <= 2.0):
            raise InputError("wave: centre must be above 0 Hz, bandwidth in 0 to 2")


@dataclass(frozen=True, slots=True)
class StretchedSource:
    """A plane surface wave pulse on an elastic solid that is stretched (see physics prestretch).

    shear_modulus_kpa : at rest. way : of the wave against the imposed ``stretch``.
    """

    shear_modulus_kpa: float = 10.0
    stretch: float = 1.2
    kind: str = "uniaxial"
    way: str = "along"
    energy: StrainEnergy = field(default_factory=StrainEnergy)
    density_kg_m3: float = 1000.0
    centre_hz: float = 500.0
    bandwidth: float = 1.0
    delay_s: float | None = None
    peak_um: float = 10.0


@dataclass(frozen=True, slots=True)
class LayeredSource:
    """A shaker on the surface of viscoelastic layers; motion is along the normal.

    layers : from the surface down, the last is the half-space. contact : ``spot`` (round) or
    ``line`` (a blade; motion in one plane), pressed as a Gaussian of standard width contact_mm.
    drive : ``pulse`` (Gaussian packet of centre_hz and bandwidth) or ``harmonic`` (centre_hz, as
    if it had run for ever). peak_um : at the first lateral on the surface.
    """

    layers: tuple[Layer, ...] = (
        Layer(0.1, 1000.0, loss_tangent=0.1),
        Layer(1.5, 13.0, viscosity_pa_s=0.5),
        Layer(1.0, 5.0, viscosity_pa_s=0.5),
    )
    contact: str = "spot"
    contact_mm: float = 0.7
    drive: str = "pulse"
    centre_hz: float = 400.0
    bandwidth: float = 1.0
    delay_s: float | None = None
    peak_um: float = 10.0

    def __post_init__(self) -> None:
        """Refuse unknown contacts and drives."""
        if self.contact not in ("spot", "line") or self.drive not in ("pulse", "harmonic"):
            raise InputError(
                f"shaker: contact {self.contact!r} is 'spot' or 'line', "
                f"drive {self.drive!r} 'pulse' or 'harmonic'"
            )
        if not (self.contact_mm > 0.0 and self.centre_hz > 0.0 and 0.0 < self.bandwidth <= 2.0):
            raise InputError("shaker: contact and centre must be above 0, bandwidth in 0 to 2")


@dataclass(frozen=True, slots=True)
class WaveGrid:
    """Where and when motion is sampled; laterals and times are evenly spaced.

    depth_mm : every depth, rising (0 = the skin's surface, for surface waves).
    """

    depth_mm: tuple[float, ...] = (30.0,)
    lateral_first_mm: float = 0.0
    lateral_step_mm: float = 0.25
    laterals: int = 81
    time_step_s: float = 1e-4
    times: int = 300

    def __post_init__(self) -> None:
        """Refuse empty or absurd grids."""
        if self.laterals < 2 or self.times < 2 or not self.depth_mm:
            raise InputError("wave grid: 1 depth, 2 laterals and 2 times are the least")
        if self.laterals * self.times * len(self.depth_mm) > 50_000_000:
            raise InputError("wave grid: more than 50 million samples; make it coarser")
        if not (self.lateral_step_mm > 0.0 and self.time_step_s > 0.0):
            raise InputError("wave grid: steps must be above 0")
        if np.any(np.diff(self.depth_mm) <= 0.0):
            raise InputError("wave grid: depths must rise")

    def lateral_mm(self) -> F:
        """Every lateral."""
        return self.lateral_first_mm + self.lateral_step_mm * np.arange(
            self.laterals, dtype=np.float64
        )

    def time_s(self) -> F:
        """Every time, from 0."""
        return self.time_step_s * np.arange(self.times, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class WaveFaults:
    """What goes wrong between the tissue and the file.

    noise_um : spread of white noise in each sample. snr_db : the same, stated as peak motion over
    noise (used where it is given). missing_laterals : numbers of lines that are NaN.
    reflector_mm, reflected : a mirror at that lateral sends back this share of the amplitude.
    stops_mm : beyond this lateral nothing arrives. wrap_um : motion is known only up to multiples
    of this length, as where a phase is not unwrapped. absent : no wave at all, only noise.
    """

    noise_um: float = 0.0
    snr_db: float | None = None
    missing_laterals: tuple[int, ...] = ()
    reflector_mm: float | None = None
    reflected: float = 0.0
    stops_mm: float | None = None
    wrap_um: float = 0.0
    absent: bool = False
