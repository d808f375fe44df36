"""Fractional lasers: a micro-thermal zone from energy, spot and pulse, and fields of them."""

from turgor.skin.stimulus.light.door import FractionalLaser, model
from turgor.skin.stimulus.light.own_histology import (
    DeviceCalibration,
    HistologyPoint,
    calibrate_device,
)

__all__ = ["DeviceCalibration", "FractionalLaser", "HistologyPoint", "calibrate_device", "model"]
