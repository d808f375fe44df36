"""What the colour part of a phantom study plants, and the truth it hands back."""

from dataclasses import dataclass, field

from turgor.errors import InputError
from turgor.phantom.photo.camera import CameraSpec
from turgor.phantom.photo.layout import LineRanges, PhotoLayout, SpotRanges
from turgor.phantom.photo.light import LightSpec
from turgor.phantom.spectrum.instrument import SpectrometerSpec
from turgor.phantom.spectrum.reading import ReadingTruth, ReseatSpec
from turgor.phantom.spectrum.subject import TONES


@dataclass(frozen=True, slots=True)
class ColourVisit:
    """What is planted on the treated side at one visit, against baseline; the other side stays.

    fade : share of their extra melanin that all lentigines lose.
    """

    melanin_factor: float = 1.0
    blood_factor: float = 1.0
    fade: float = 0.0


#: by label of the visit: red after the first session, then less pigment
COLOUR_VISITS: dict[str, ColourVisit] = {
    "W4": ColourVisit(1.0, 1.35, 0.05),
    "W12": ColourVisit(0.94, 1.10, 0.25),
    "W24": ColourVisit(0.90, 1.0, 0.40),
}

CHEEK = PhotoLayout(
    size_mm=(84.0, 52.0),
    spots=SpotRanges(lentigines=6, vascular=2, lentigo_mm=(1.0, 2.8)),
    lines=LineRanges(count=2, length_mm=(10.0, 22.0)),
)


@dataclass(frozen=True, slots=True)
class ColourPlan:
    """The colour part of a study.

    tones : of the subjects, one after another. photo_subjects : how many are photographed.
    spectra_at_baseline, photos_at_baseline : re-seated captures of each side there; later visits
    have ``spectra_later`` and one photograph. side_blood, side_melanin : SD of the difference
    between a person's sides, in the logarithm. photo_shape : rows and columns.
    """

    visits: dict[str, ColourVisit] = field(default_factory=lambda: dict(COLOUR_VISITS))
    tones: tuple[str, ...] = tuple(t for t in TONES if t not in ("very-light", "dark"))
    site: str = "cheek"
    region: str = "R1"
    spectra_at_baseline: int = 3
    spectra_later: int = 2
    photo_subjects: int = 2
    photos_at_baseline: int = 2
    photo_shape: tuple[int, int] = (1050, 1400)
    um_per_px: float = 82.0
    layout: PhotoLayout = CHEEK
    instrument: SpectrometerSpec = field(default_factory=SpectrometerSpec)
    reseat: ReseatSpec = field(default_factory=ReseatSpec)
    camera: CameraSpec = field(default_factory=CameraSpec)
    light: LightSpec = field(default_factory=lambda: LightSpec("D50", 0.12, 35.0, 0.10))
    chart_pitch_mm: float = 6.0
    side_melanin: float = 0.03
    side_blood: float = 0.06
    photo_device: str = "Phantom C1"
    photo_suffix: str = ".jpg"
    wide_table: str = "captures/spectra_wide.csv"

    def __post_init__(self) -> None:
        """Refuse a part without captures."""
        if not self.tones or min(self.spectra_at_baseline, self.photos_at_baseline) < 1:
            raise InputError("the colour part needs a tone and one capture of each kind at least")


@dataclass(frozen=True, slots=True)
class ColourSideTruth:
    """What was planted on one side at one visit, against the same side at baseline."""

    subject: str
    side: str
    arm: str
    visit: str
    tone: str
    ita_deg: float
    melanin: float
    blood_fraction: float
    melanin_factor: float
    blood_factor: float
    fade: float


@dataclass(frozen=True, slots=True)
class SpectrumTruth:
    """One written spectrum and what lay under the instrument."""

    path: str
    subject: str
    side: str
    visit: str
    replicate: int
    reading: ReadingTruth


@dataclass(frozen=True, slots=True)
class PhotoCaptureTruth:
    """One written photograph.

    chart_corners_px : (u, v) of the outer corners of the corner patches, in the chart's own order.
    spots : (id, chromophore, centre u, centre v, area mm², own contrast in mi_rgb and ei_rgb,
    contrast to a ring in both; see photo.contrast).
    zone_px : corners (u, v) of the skin's middle, to be given as a region of the baseline;
    zone_lab : L*, a*, b* (D65, 2 degrees) of its mean true colour, spots included, and zone_ita_deg
    of that.
    """

    path: str
    subject: str
    side: str
    visit: str
    replicate: int
    um_per_px: float
    ita_deg: float
    chart_corners_px: tuple[tuple[float, float], ...]
    spots: tuple[tuple[str, str, float, float, float, float, float, float, float], ...]
    zone_px: tuple[tuple[float, float], ...]
    zone_lab: tuple[float, float, float]
    zone_ita_deg: float


@dataclass(frozen=True, slots=True)
class ColourPart:
    """Rows for captures.csv and the whole truth.

    rows : path, subject, visit, site, side, region, replicate, reseated, device, operator.
    wide_table : path of one table that holds every spectrum, "" where none was asked for; it is
    no capture of its own and has no row.
    """

    rows: tuple[tuple[str, str, str, str, str, str, int, str, str, str], ...]
    sides: tuple[ColourSideTruth, ...]
    spectra: tuple[SpectrumTruth, ...]
    photos: tuple[PhotoCaptureTruth, ...]
    wide_table: str
