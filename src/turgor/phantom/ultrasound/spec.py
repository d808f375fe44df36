"""What an ultrasound phantom is made of: probe, skin, coupling path, display and faults.

Depths run down from the probe in µm, columns to the right in µm. Strengths are in dB: 0 dB is
tissue whose echo has an rms envelope of 1 before gain.
"""

from dataclasses import dataclass, field

from turgor.errors import InputError

COMPRESSIONS = ("log", "root")


@dataclass(frozen=True, slots=True)
class ProbeSpec:
    """The probe and its receiver.

    centre_mhz, bandwidth : of the received pulse; bandwidth is the -6 dB width over the centre.
    sampling_mhz : of the raw lines. rows_each : raw samples per image row.
    line_um : distance between lines. beam_um : lateral width of a point's image at half height in
        the focus. focus_um, field_um : depth of the focus, and distance from it at which the beam
        is 1.41 times as wide; field_um 0 = one width throughout.
    sound_speed_m_s : in water and skin alike. noise_db : rms of the receiver's noise before gain.
    tgc_db_mm, tgc_from_um, tgc_most_db : the time-gain curve, a ramp that ends.
    """

    centre_mhz: float = 20.0
    bandwidth: float = 0.45
    sampling_mhz: float = 80.0
    rows_each: int = 1
    rows: int = 1036
    lines: int = 256
    line_um: float = 60.0
    beam_um: float = 115.0
    focus_um: float = 3000.0
    field_um: float = 5000.0
    sound_speed_m_s: float = 1540.0
    noise_db: float = -35.0
    tgc_db_mm: float = 4.0
    tgc_from_um: float = 2300.0
    tgc_most_db: float = 16.0
    device: str = "Phantom U20"
    device_class: str = "phantom-ultrasound"

    def __post_init__(self) -> None:
        """Refuse a probe that can't sample its own pulse, or an image without area."""
        if min(self.centre_mhz, self.bandwidth, self.line_um, self.beam_um) <= 0:
            raise InputError("probe: centre_mhz, bandwidth, line_um and beam_um must be above 0")
        if self.sampling_mhz < 2.0 * self.centre_mhz * (1.0 + self.bandwidth):
            raise InputError(
                f"probe: {self.sampling_mhz:g} MHz can't sample a pulse round {self.centre_mhz:g} "
                f"MHz; sampling_mhz must reach 2 · centre_mhz · (1 + bandwidth)"
            )
        if self.rows < 16 or self.lines < 2 or self.rows_each < 1:
            raise InputError("probe: an image needs 16 rows, 2 lines and rows_each of 1 or more")
        if self.rows * self.rows_each * self.lines > 20_000_000:
            raise InputError("probe: more than 20 million samples; take fewer rows or lines")
        if self.field_um < 0 or self.sound_speed_m_s <= 0:
            raise InputError("probe: field_um must be 0 or more, sound_speed_m_s above 0")

    @property
    def sample_um(self) -> float:
        """Depth between raw samples: the echo travels there and back."""
        return self.sound_speed_m_s / (2.0 * self.sampling_mhz)

    @property
    def axial_um(self) -> float:
        """Depth between image rows."""
        return self.sample_um * self.rows_each

    @property
    def pulse_um(self) -> float:
        """Axial width at half height of a point's image: c/2 · (4 ln 2 / π) / bandwidth in Hz."""
        return 0.5 * self.sound_speed_m_s * 0.8825424006106064 / (self.bandwidth * self.centre_mhz)


@dataclass(frozen=True, slots=True)
class SkinSpec:
    """The skin's borders and echoes.

    entry_um : depth of the skin's surface in the middle column. tilt_deg : of the surface, falling
        to the right. bow_mm : radius of its arc, sinking away from ``bow_at`` (share of the width);
        0 = flat. relief_um : rms of its unevenness.
    epidermis_um : thickness of the entry echo. dermis_um : mean thickness from there to the
        subcutis along the surface's normal; border_um, border_mm : rms and longest wavelength of
        that border's undulation. sleb_um : thickness of the low-echogenic band within the dermis,
        0 = none; sleb_db : its echo less that of the dermis below it.
    gradient_db : echo at the dermis' top less that at its foot, even in between.
    lobule_db, lobule_mm, septa_db : unevenness (rms) and size of fat lobules, and how far the
        septa between them stand out.
    attenuation_db_mm_mhz : one way. clutter_db : echoes of echoes below the surface, which depth
        does not weaken. streak_db : rms of shadowing from column to column.
    per_cell : scatterers in an area of pulse_um · beam_um; 10 and more give full speckle.
    """

    entry_um: float = 2250.0
    tilt_deg: float = 2.0
    bow_mm: float = 130.0
    bow_at: float = 0.2
    relief_um: float = 12.0
    epidermis_um: float = 110.0
    dermis_um: float = 1450.0
    border_um: float = 90.0
    border_mm: float = 6.0
    sleb_um: float = 0.0
    sleb_db: float = -10.0
    epidermis_db: float = 7.0
    dermis_db: float = 0.0
    gradient_db: float = 0.0
    subcutis_db: float = -17.0
    lobule_db: float = 2.5
    lobule_mm: float = 1.6
    septa_db: float = 9.0
    attenuation_db_mm_mhz: float = 0.1
    clutter_db: float = -31.0
    streak_db: float = 1.5
    per_cell: float = 16.0

    def __post_init__(self) -> None:
        """Refuse layers that can't lie in one another."""
        if min(self.entry_um, self.dermis_um, self.per_cell, self.border_mm, self.lobule_mm) <= 0:
            raise InputError(
                "skin: entry_um, dermis_um, per_cell, border_mm and lobule_mm must be above 0"
            )
        if min(self.epidermis_um, self.sleb_um, self.relief_um, self.border_um, self.bow_mm) < 0:
            raise InputError("skin: thicknesses, relief_um, border_um and bow_mm must be 0 or more")
        if self.sleb_um >= self.dermis_um - 3.0 * self.border_um:
            raise InputError("skin: the low-echogenic band must end above the dermis' lower border")
        if abs(self.tilt_deg) > 30.0:
            raise InputError(f"skin: tilt_deg {self.tilt_deg:g}; from -30 to 30 is allowed")


@dataclass(frozen=True, slots=True)
class PathSpec:
    """Water or gel between probe and skin.

    ringing_db, ringing_um : strongest of the probe's own echoes and the depth where they end.
    membrane_um, membrane_db : depth and echo of a membrane; None = there is none.
    debris_per_mm, debris_db, debris_um : clusters of bubbles above the skin, per mm of width, their
        echo, and how far above the skin they reach.
    haze_db, haze_um : echo of the couplant on the skin, fading upwards over haze_um.
    """

    ringing_db: float = -16.0
    ringing_um: float = 700.0
    membrane_um: float | None = 480.0
    membrane_db: float = -18.0
    debris_per_mm: float = 2.5
    debris_db: float = -7.0
    debris_um: float = 1000.0
    haze_db: float = -14.0
    haze_um: float = 260.0


@dataclass(frozen=True, slots=True)
class DisplaySpec:
    """How the envelope becomes grey.

    gain_db : added to every echo. full_db : echo, less gain, that is shown as 255.
    compression : 'log' shows dynamic_range_db below full_db evenly in dB; 'root' shows the
        envelope to the power ``power``.
    """

    gain_db: float = 0.0
    full_db: float = 14.0
    dynamic_range_db: float = 50.0
    compression: str = "log"
    power: float = 0.5

    def __post_init__(self) -> None:
        """Refuse an unknown law."""
        if self.compression not in COMPRESSIONS:
            allowed = ", ".join(COMPRESSIONS)
            raise InputError(f"display: compression '{self.compression}'; allowed: {allowed}")
        if self.dynamic_range_db <= 0 or not 0 < self.power <= 1:
            raise InputError("display: dynamic_range_db must be above 0, power above 0 to 1")


@dataclass(frozen=True, slots=True)
class FaultSpec:
    """What goes wrong in a recording.

    no_contact : (from, to) share of the width where the probe hangs in the air: no echo below the
        membrane. hair : share of the width at which each hair lies on the skin, throwing a shadow
        hair_um wide and hair_db deep. saturated_db : gain too high by so much.
    no_entry : the skin's surface gives no echo (too little couplant, too high a threshold).
    dermis_out : the skin lies so deep that the dermis' lower border is beyond the image.
    """

    no_contact: tuple[float, float] | None = None
    hair: tuple[float, ...] = ()
    hair_um: float = 350.0
    hair_db: float = 22.0
    saturated_db: float = 0.0
    no_entry: bool = False
    dermis_out: bool = False


@dataclass(frozen=True, slots=True)
class UltrasoundSpec:
    """One recording: everything that is planted in it."""

    probe: ProbeSpec = field(default_factory=ProbeSpec)
    skin: SkinSpec = field(default_factory=SkinSpec)
    path: PathSpec = field(default_factory=PathSpec)
    display: DisplaySpec = field(default_factory=DisplaySpec)
    fault: FaultSpec = field(default_factory=FaultSpec)
    time_of_day: str = ""
