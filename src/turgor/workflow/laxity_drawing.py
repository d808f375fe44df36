"""What one record of a reading gives to be drawn: measured once more, without its findings."""

import numpy as np

from turgor.measure.barrier import BarrierSettings, measure_barrier
from turgor.measure.elasticity.elastogram import ElastogramSettings, measure_elastogram
from turgor.measure.elasticity.oct import OctSettings, measure_oct
from turgor.measure.elasticity.suction import measure_suction
from turgor.measure.elasticity.wave import WaveSettings, measure_wave
from turgor.measure.elasticity.wave.dispersion import DispersionFit
from turgor.measure.ultrasound import UltrasoundSettings, draw_borders, measure_ultrasound
from turgor.record.barrier import BarrierSeries
from turgor.record.elastogram import Elastogram
from turgor.record.laxity_series import (
    BarrierDrawing,
    Drawing,
    ElastogramDrawing,
    OctDrawing,
    SplitMark,
    StrainLayer,
    SuctionDrawing,
    UltrasoundDrawing,
    WaveDrawing,
)
from turgor.record.oct_pair import OctPair
from turgor.record.suction import SuctionRecording
from turgor.record.ultrasound import BModeImage, UltrasoundLines
from turgor.record.wave_field import EchoEnsemble, WaveField

#: width of a picture on a page
SHOWN_PX = 420
_FIT_UNITS = {
    "mu_kpa": ("μ", "kPa"),
    "eta_pa_s": ("η", "Pa·s"),
    "g0_kpa": ("G₀", "kPa"),
    "ginf_kpa": ("G∞", "kPa"),
    "beta_per_s": ("β", "1/s"),
}


def drawing_of(record: object, settings: object) -> Drawing | None:
    """The drawing of any record, None where there is nothing to draw.

    Errors: MeasureError where the record can't be measured.
    """
    match record, settings:
        case SuctionRecording(), _:
            return _suction(record)
        case ((BModeImage() | UltrasoundLines()), UltrasoundSettings()):
            return _ultrasound(record, settings)
        case BarrierSeries(), BarrierSettings():
            return _barrier(record, settings)
        case ((WaveField() | EchoEnsemble()), WaveSettings()):
            return _wave(record, settings)
        case OctPair(), OctSettings():
            return _oct(record, settings)
        case Elastogram(), ElastogramSettings():
            return _elastogram(record, settings)
        case _:
            return None


def _suction(record: SuctionRecording) -> SuctionDrawing | None:
    if not np.isfinite(record.elevation_mm).any():
        return None
    made = measure_suction(record, capture_sha256="", fits=False)
    start = made.curves[0].start_s if made.curves else float(record.time_s[0])
    shown = made.time_s >= start - 0.25
    first = next((one for one in made.curves if not one.trouble), None)
    marks: list[SplitMark] = []
    for split in first.splits if first is not None else ():
        for since, until, release in (
            (
                (first.start_s, split.split_s, False),
                (first.release_s, split.release_split_s, True),
            )
            if first is not None
            else ()
        ):
            if until is not None:
                at = since + until
                height = float(np.interp(at, made.time_s, made.elevation_mm)) - made.zero_mm
                marks.append(SplitMark(split.rule, at - start, height, release))
    return SuctionDrawing(
        time_s=made.time_s[shown] - start,
        elevation_mm=made.elevation_mm[shown] - made.zero_mm,
        on_s=tuple((one.start_s - start, one.release_s - start) for one in made.curves),
        splits=tuple(marks),
        protocol=record.protocol,
        device_class=record.device_class,
        broken=tuple(f"curve {one.number}: {one.trouble}" for one in made.curves if one.trouble),
        flags=made.flags,
    )


def _ultrasound(
    record: BModeImage | UltrasoundLines, settings: UltrasoundSettings
) -> UltrasoundDrawing:
    made = measure_ultrasound(record, settings, capture_sha256="")
    image = made.image
    return UltrasoundDrawing(
        rgb=draw_borders(image, made, _line_px(image)),
        axial_um=image.axial_um,
        lateral_um=image.lateral_um,
        gain_db=image.gain_db,
        frequency_mhz=image.frequency_mhz,
        time_of_day=image.time_of_day,
        device_class=image.device_class,
        flags=made.flags,
    )


def _line_px(image: BModeImage) -> int:
    """Thickness of a border so that it is a thin line in the picture as it is shown."""
    rows, cols = (int(size) for size in image.echo.shape)
    tall = rows / cols
    if image.axial_um is not None and image.lateral_um is not None:
        tall *= image.axial_um / image.lateral_um
    return max(2, round(1.3 * rows / max(1.0, SHOWN_PX * min(tall, 1.0))))


def _barrier(record: BarrierSeries, settings: BarrierSettings) -> BarrierDrawing:
    made = measure_barrier(record, settings, capture_sha256="")
    wanted = record.quantity if record.quantity == "capacitance" else "tewl"
    told = next((f for f in made.findings if f.metric == f"barrier.{wanted}"), None)
    steady = made.steady
    if steady is not None:
        span, value = (steady.start_s, steady.end_s), steady.mean
    elif record.quantity == "capacitance" and told is not None and told.value is not None:
        span, value = (settings.read_at_s, settings.read_at_s), told.value
    else:
        span, value = None, None
    return BarrierDrawing(
        quantity=record.quantity,
        time_s=record.time_s,
        value=record.value,
        steady_s=span,
        steady_value=value,
        unsteady="" if span is not None or told is None else told.u_reason or "",
        temperature_c=record.temperature_c,
        relative_humidity_pct=record.relative_humidity_pct,
        chamber=record.chamber,
        device_class=record.device_class,
        flags=made.flags,
    )


def _wave(record: WaveField | EchoEnsemble, settings: WaveSettings) -> WaveDrawing:
    made = measure_wave(record, settings, capture_sha256="")
    fit = made.fit
    empty = np.empty(0)
    return WaveDrawing(
        frequency_hz=made.phase.frequency_hz,
        speed_m_s=made.phase.speed_m_s,
        u_m_s=made.phase.u_m_s,
        fit_hz=empty if fit is None else fit.frequency_hz,
        fit_m_s=empty if fit is None else fit.speed_m_s,
        fit_text="" if fit is None else _fit_text(fit),
        wave=record.wave,
        stretch=record.stretch,
        device_class=record.device_class,
        refused=made.refused,
        flags=made.flags,
    )


def _fit_text(fit: DispersionFit) -> str:
    parts = []
    for one in fit.fitted:
        name, unit = _FIT_UNITS.get(one.name, (one.name, ""))
        if one.value is None:
            parts.append(f"{name} not identified ({one.low:.3g} to {one.high:.3g} {unit})")
        else:
            parts.append(f"{name} {one.value:.3g} {unit} ({one.low:.3g} to {one.high:.3g})")
    return f"{fit.model}: {', '.join(parts)}"


def _oct(record: OctPair, settings: OctSettings) -> OctDrawing:
    made = measure_oct(record, settings, capture_sha256="")
    step = record.axial_um
    return OctDrawing(
        depth_um=step * np.arange(len(made.profile), dtype=np.float64),
        strain=made.profile,
        layers=tuple(
            StrainLayer(one.name, step * one.rows[0], step * one.rows[1], one.strain, one.u)
            for one in made.layers
        ),
        load=record.load,
        device_class=record.device_class,
        flags=made.flags,
    )


def _elastogram(record: Elastogram, settings: ElastogramSettings) -> ElastogramDrawing:
    made = measure_elastogram(record, settings, capture_sha256="")
    return ElastogramDrawing(
        values=made.values,
        quantity=made.quantity,
        half_width=made.half_width,
        device_class=record.device_class,
        flags=made.flags,
    )
