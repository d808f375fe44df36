"""From raw heights to the surfaces that are measured: S, F and L operators, in one printed order.

The S-filter takes out what is finer than skin relief and instrument noise, the form operator takes
out the body, the L-filter takes out undulation coarser than microrelief. What was asked for and
what could act on a map are two things: conditions always state the second.
"""

from dataclasses import dataclass, replace

import numpy as np

from turgor.errors import InputError, MeasureError
from turgor.measure.surface.filters.named import FILTER_WORDS, highpass_into, lowpass
from turgor.measure.surface.form import Polynomial, remove_polynomial
from turgor.measure.surface.form.named import fit_named_form, form_order
from turgor.measure.surface.spikes import spike_mask
from turgor.metrics.measurand import ConditionValue
from turgor.record.height_map import BoolMap, FloatMap, HeightMap

#: a filter needs at least this many points per nesting index
LEAST_PITCHES = 2.0


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Which operators run, in the words of a finding's conditions.

    form : none, mean, plane, polynomial-N or robust-… of these.
    s_filter, l_filter : none, gaussian, regression-gaussian, robust-gaussian or spline.
    s_nesting_um, l_nesting_um : µm, wavelength of which half of the amplitude passes; 0 for none.
    drop_spikes : mark hair, lashes and specular spikes as missing before anything else.
    """

    name: str
    form: str
    s_filter: str = "none"
    s_nesting_um: float = 0.0
    l_filter: str = "none"
    l_nesting_um: float = 0.0
    drop_spikes: bool = False

    def __post_init__(self) -> None:
        """Errors: InputError for unknown words or nesting indices that don't fit them."""
        form_order(self.form)
        for which, word, nesting in (
            ("s_filter", self.s_filter, self.s_nesting_um),
            ("l_filter", self.l_filter, self.l_nesting_um),
        ):
            if word not in FILTER_WORDS:
                raise InputError(f"{which} '{word}' is unknown; allowed: {', '.join(FILTER_WORDS)}")
            if not (np.isfinite(nesting) and nesting >= 0) or (word == "none") != (nesting == 0):
                raise InputError(
                    f"{which} '{word}' can't have the nesting index {nesting:g} µm; "
                    "a filter needs a positive one and 'none' needs 0"
                )
        if 0 < self.l_nesting_um <= self.s_nesting_um:
            raise InputError(
                f"L nesting index {self.l_nesting_um:g} µm is not above the S nesting index "
                f"{self.s_nesting_um:g} µm; nothing would be left between them"
            )


#: the one default for skin; why each value: docs/science/filters.md
SKIN = Pipeline(
    "skin",
    form="robust-polynomial-2",
    s_filter="gaussian",
    s_nesting_um=80.0,
    l_filter="regression-gaussian",
    l_nesting_um=2500.0,
)
#: nothing but the mean taken off, to compare with an instrument's own numbers
RAW = Pipeline("raw", form="mean")


@dataclass(frozen=True, slots=True)
class Layers:
    """A map after S and F.

    s_f_um : (rows, cols) µm, smoothed and free of form; NaN = not measured.
    pipeline : what really ran on this map. form : the polynomial taken off, where there was one.
    flags : why ``pipeline`` differs from what was asked, and whether spikes were dropped.
    source : the map it came from.
    """

    s_f_um: FloatMap
    pipeline: Pipeline
    form: Polynomial | None
    source: HeightMap
    flags: tuple[str, ...] = ()

    @property
    def primary_um(self) -> FloatMap:
        """(rows, cols) µm, smoothed heights with their form; made anew on each call."""
        if self.form is None:
            return self.s_f_um
        return remove_polynomial(self.s_f_um, self.form, sign=-1.0)

    def conditions(
        self, part: str = "whole", scale_limited: bool = False
    ) -> dict[str, ConditionValue]:
        """What a finding from this map must state; see :func:`conditions`."""
        return conditions(
            self.pipeline,
            part,
            scale_limited,
            device_class=self.source.device_class,
            height_reference=self.source.height_reference,
        )


def adapt(pipeline: Pipeline, height_map: HeightMap) -> tuple[Pipeline, tuple[str, ...]]:
    """The pipeline that can act on this map, and a flag for each filter left out.

    A nesting index below two pitches or above the shorter side of the field is left out.
    """
    pitch = max(height_map.pitch_x_um, height_map.pitch_y_um)
    side_um = 1000.0 * min(height_map.field_mm)
    flags: list[str] = []
    for which in ("s", "l"):
        nesting = pipeline.s_nesting_um if which == "s" else pipeline.l_nesting_um
        if nesting == 0:
            continue
        reason = ""
        if nesting < LEAST_PITCHES * pitch:
            reason = "below-sampling"
        elif nesting > side_um:
            reason = "exceeds-field"
        if reason:
            flags.append(f"{which}-filter-{reason}")
            if which == "s":
                pipeline = replace(pipeline, s_filter="none", s_nesting_um=0.0)
            else:
                pipeline = replace(pipeline, l_filter="none", l_nesting_um=0.0)
    return pipeline, tuple(flags)


def prepare(height_map: HeightMap, pipeline: Pipeline = SKIN) -> Layers:
    """Smooth a map and take off its form.

    The form is fitted first and smoothing runs on what is left, which is the same inside the map
    (a Gaussian moves a quadric by a constant below a nanometre) and keeps tilt out of the edges.

    Errors: MeasureError where nothing was measured, or too little for the form.
    """
    if not np.isfinite(height_map.height_um).any():
        raise MeasureError("the height map has no measured point; check the capture")
    applied, flags = adapt(pipeline, height_map)
    height = height_map.height_um
    pitches = height_map.pitch_x_um, height_map.pitch_y_um
    if applied.drop_spikes:
        spikes = spike_mask(height, *pitches)
        if spikes.any():
            height = np.where(spikes, np.nan, height)
            flags = (*flags, "spikes-dropped")
    form = None
    if applied.form != "none":
        form = fit_named_form(applied.form, height)
        height = remove_polynomial(height, form)
    smooth = lowpass(applied.s_filter, height, *pitches, applied.s_nesting_um)
    return Layers(smooth, applied, form, height_map, flags)


def scale_limited(layers: Layers, exclude: BoolMap | None = None) -> FloatMap:
    """The surface between S and L: ``s_f_um`` less its L-filtered reference.

    exclude : (rows, cols), True = wrinkle points. They don't inform the reference and are NaN in
    the result, which is then the microrelief.

    Errors: InputError for a mask of another shape; MeasureError where nothing is left.
    """
    if exclude is None:
        height = layers.s_f_um.copy()
    else:
        if exclude.shape != layers.s_f_um.shape:
            raise InputError(f"mask {exclude.shape} and map {layers.s_f_um.shape} differ in shape")
        height = np.where(exclude, np.nan, layers.s_f_um)
    if not np.isfinite(height).any():
        raise MeasureError("no measured point is left outside the wrinkles")
    source, applied = layers.source, layers.pipeline
    return highpass_into(
        applied.l_filter, height, source.pitch_x_um, source.pitch_y_um, applied.l_nesting_um
    )


def conditions(
    pipeline: Pipeline,
    part: str = "whole",
    scale_limited: bool = False,
    *,
    device_class: str = "unknown",
    height_reference: str = "absolute",
) -> dict[str, ConditionValue]:
    """The shared conditions of surface metrics for values from this pipeline.

    The L-filter is stated only where it ran: for the microrelief, or with ``scale_limited``.

    Errors: InputError for a part other than 'whole' or 'microrelief'.
    """
    if part not in ("whole", "microrelief"):
        raise InputError(f"part '{part}' is unknown; allowed: whole, microrelief")
    limited = scale_limited or part == "microrelief"
    return {
        "device_class": device_class,
        "height_reference": height_reference,
        "form": pipeline.form,
        "s_filter": pipeline.s_filter,
        "s_nesting_um": pipeline.s_nesting_um,
        "l_filter": pipeline.l_filter if limited else "none",
        "l_nesting_um": pipeline.l_nesting_um if limited else 0.0,
        "part": part,
    }


def describe(pipeline: Pipeline) -> str:
    """One line that says what runs, for reports and the command line."""
    spikes = "spikes dropped; " if pipeline.drop_spikes else ""
    s = "no S-filter"
    if pipeline.s_filter != "none":
        s = f"S-filter {pipeline.s_filter} {pipeline.s_nesting_um:g} µm"
    l_text = "no L-filter"
    if pipeline.l_filter != "none":
        l_text = f"L-filter {pipeline.l_filter} {pipeline.l_nesting_um:g} µm for the microrelief"
    return f"{pipeline.name}: {spikes}{s}; form {pipeline.form}; {l_text}"
