"""Numbers that the instrument itself states: findings of its own names, never of ours."""

import re

from turgor.measure.stamp import Stamp
from turgor.metrics import all_metrics
from turgor.record.finding import Finding
from turgor.record.suction import SuctionRecording

FAMILY = "suction_device"
_SYMBOL = re.compile(r"[RFQ]\d|U[evfra]|Q[ER]", re.IGNORECASE)
_PERCENT = "%"


def stated_findings(recording: SuctionRecording, stamp: Stamp) -> list[Finding]:
    """One device-reported finding for each stated number whose symbol is known.

    What is stated under other headings stays in the record alone.
    """
    conditions = {
        "device_model": recording.device or "unstated",
        "software_version": recording.settings.get("software_version", "unstated"),
    }
    found = []
    for heading, value in recording.stated.items():
        text = heading.strip()
        metric = f"{FAMILY}.{text.lower()}"
        if _SYMBOL.fullmatch(text) and metric in all_metrics():
            found.append(stamp.finding(metric, conditions, float(value)))
    return found
