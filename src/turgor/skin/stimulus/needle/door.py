"""The door of the needling room: a session's settings in, what it does to skin out."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.record.stimulus import CrossSection, QuantitySpec, StimulusDraw, StimulusFlag
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus.field.coverage import lateral_fractions
from turgor.skin.stimulus.modality import SessionModel, SettingValue
from turgor.skin.stimulus.needle.channel import Channels
from turgor.skin.stimulus.needle.closure import barrier_time_h, closing_time_h, still_open
from turgor.skin.stimulus.needle.settings import NeedleSettings, read_settings

_ROOM_WITH_CURRENT = "turgor.skin.stimulus.rf_needle"

#: settings that tell of radiofrequency
_OF_CURRENT = (
    "rf_power_per", "rf_pulse_ms", "rf_frequency_mhz", "rf_polarity", "insulated",
    "active_tip_um", "impedance_ohm",
)  # fmt: skip

SPECS: Mapping[str, QuantitySpec] = {
    "channel-depth": QuantitySpec("µm", "mean depth of the channels"),
    "channel-depth-p90": QuantitySpec("µm", "depth that one channel in ten passes"),
    "channel-width": QuantitySpec("µm", "diameter of a channel at the surface"),
    "channels": QuantitySpec("1/cm²", "channels in each cm², all passes together"),
    "punctured-area": QuantitySpec("%", "share of the surface that is pierced"),
    "reach-dermis": QuantitySpec(
        "1", "probability that a channel reaches the dermis", probability=True
    ),
    "bleeding": QuantitySpec(
        "1",
        "probability that a channel goes past the papillary dermis and its vessels, and bleeds",
        probability=True,
    ),
    "closing-time": QuantitySpec("h", "time until channels are closed"),
}


@dataclass(frozen=True, slots=True)
class NeedleModel:
    """A needling session, read and checked; the protocol of SessionModel."""

    read: NeedleSettings
    settings: Mapping[str, SettingValue]
    flags: tuple[StimulusFlag, ...]
    specs: Mapping[str, QuantitySpec]

    def channels(self, stack: TissueStack) -> Channels:
        """The channels under the present draw; none goes past the needle's end or the tissue."""
        length = self.read.depth_um
        mode = length * parameter(f"needle.depth-ratio.{self.read.applicator}")
        return Channels(
            mode_um=mode,
            sd_um=mode * parameter("needle.depth.relative-sd"),
            deepest_um=min(length, sum(stack.thickness_um)),
            width_um=self.read.needle_um() * parameter("needle.width-ratio"),
            taper=parameter("needle.taper"),
            per_cm2=self.read.per_cm2(),
        )

    def draw(self, stack: TissueStack) -> StimulusDraw:
        """What the session does under the present draw of the literature values."""
        channels = self.channels(stack)
        punctured = lateral_fractions(channels.shape(), channels.field())["punctured"]
        closed_h = closing_time_h(self.read.depth_um)
        edges = np.array(
            [
                stack.bottom_um("stratum-corneum"),
                stack.top_um("papillary-dermis"),
                stack.bottom_um("papillary-dermis"),
            ]
        )
        through, dermis, plexus = (float(share) for share in channels.reach(edges))
        return StimulusDraw(
            profiles={"punctured": punctured},
            courses={
                "channels-open": channels.per_cm2 * through * still_open(closed_h),
                "barrier-open": punctured[0] * through * still_open(barrier_time_h()),
            },
            quantities={
                "channel-depth": channels.mean_um,
                "channel-depth-p90": float(channels.quantile_um(np.array(0.9))),
                "channel-width": channels.width_um,
                "channels": channels.per_cm2,
                "punctured-area": 100.0 * float(punctured[0]),
                "reach-dermis": dermis,
                "bleeding": plexus,
                "closing-time": closed_h,
            },
        )

    def section(self, stack: TissueStack) -> CrossSection | None:
        """None: a channel has no temperature to draw."""
        return None


def model(settings: Mapping[str, SettingValue], device: str, stack: TissueStack) -> SessionModel:
    """Read and check a needling session; with radiofrequency it goes to rf_needle.

    Errors: InputError as for ``read_settings``.
    """
    if _has_current(settings):
        return _with_current(settings, device, stack)
    read, flags = read_settings(settings, device, stack)
    return NeedleModel(read, read.used(), (*flags, *_current_left_out(settings)), SPECS)


def _has_current(settings: Mapping[str, SettingValue]) -> bool:
    if settings.get("radiofrequency") is True:
        return True
    values = (settings.get("rf_power_w"), settings.get("rf_energy_mj"))
    return any(isinstance(value, float | int) and value > 0.0 for value in values)


def _current_left_out(settings: Mapping[str, SettingValue]) -> tuple[StimulusFlag, ...]:
    """Radiofrequency that is spoken of without its power; a stated power of 0 means none."""
    spoken = [name for name in _OF_CURRENT if name in settings]
    if not spoken or "rf_power_w" in settings or "rf_energy_mj" in settings:
        return ()
    said = (
        f"{', '.join(spoken)} stated, but neither rf_power_w nor rf_energy_mj: worked out as "
        "needles without current; state one of them"
    )
    return (StimulusFlag("no-current", said),)


def _with_current(
    settings: Mapping[str, SettingValue], device: str, stack: TissueStack
) -> SessionModel:
    """Hand over; the room is loaded only when a session asks for it."""
    from importlib import import_module

    try:
        room = import_module(_ROOM_WITH_CURRENT)
    except ModuleNotFoundError as error:
        if error.name != _ROOM_WITH_CURRENT:
            raise
        raise InputError(
            "rf_power_w is above 0, and needles with radiofrequency are not part of this build; "
            "leave it out to have the needles alone"
        ) from error
    handed: SessionModel = room.model(settings, device, stack)
    return handed
