"""Spectra as they lie: read, turned into colour and chromophores, told."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from turgor.formats.spectrum import SpectrumOptions, read_spectra
from turgor.record.finding import Finding
from turgor.record.spectrum import Spectrum
from turgor.workflow.measured_capture import MeasuredCapture

#: flag of a table of which some rows are no readings
ROWS_LEFT_OUT = "rows-left-out"


@dataclass(frozen=True, slots=True)
class SpectrumSetting:
    """How spectra are read, and under which light and for which eye their colour is stated."""

    options: SpectrumOptions = field(default_factory=SpectrumOptions)
    illuminant: str = "D65"
    observer: str = "cie-1931-2deg"

    def __post_init__(self) -> None:
        """Refuse a light or an observer that is not known, before any file is read.

        Errors: InputError naming those that are.
        """
        from turgor.physics.colour.tristimulus import white_point

        white_point(self.illuminant, self.observer)

    def as_plain(self) -> dict[str, object]:
        """What steers the values, for a digest."""
        return asdict(self)


def spectrum_findings(
    spectra: Sequence[Spectrum],
    sha256: str,
    setting: SpectrumSetting,
    region: str = "",
    replicate: int = 1,
) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """Colour and chromophores of every reading, and the flags of them all.

    Errors: MeasureError where nothing can be stated.
    """
    from turgor.measure.colour import measure_spectra
    from turgor.measure.colour.chromophore import measure_chromophores

    colours = measure_spectra(
        spectra,
        capture_sha256=sha256,
        illuminant=setting.illuminant,
        observer=setting.observer,
        region=region,
        replicate=replicate,
    )
    chromophores = measure_chromophores(
        spectra, capture_sha256=sha256, region=region, replicate=replicate
    )
    findings = [
        finding
        for colour, inverted in zip(colours, chromophores, strict=True)
        for finding in (*colour.findings, *inverted)
    ]
    flags = dict.fromkeys(flag for colour in colours for flag in colour.flags)
    return tuple(findings), tuple(flags)


def measured_spectra(path: Path, sha256: str, setting: SpectrumSetting) -> MeasuredCapture:
    """Read and measure every spectrum of a file; a row that can't be one is left out and named.

    Errors: FormatError and its kin.
    """
    left_out: list[str] = []
    spectra = read_spectra(path, setting.options, left_out)
    findings, flags = spectrum_findings(spectra, sha256, setting)
    first = spectra[0]
    return MeasuredCapture(
        path=path,
        sha256=sha256,
        kind="spectrum",
        format_id=first.format_id,
        device=first.device,
        device_class=first.device_class,
        facts={
            "spectra": len(spectra),
            "wavelength_nm": [float(first.wavelength_nm[0]), float(first.wavelength_nm[-1])],
            "bands": len(first.wavelength_nm),
            "geometry": first.geometry,
            "aperture_mm": first.aperture_mm,
        },
        flags=(*flags, ROWS_LEFT_OUT) if left_out else flags,
        findings=findings,
        left_out=tuple(left_out),
    )
