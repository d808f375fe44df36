"""Words of the laxity page: methods, flags, uncertainty, and what a sign means to whom."""

import re
from collections import defaultdict
from collections.abc import Sequence

from turgor.record.observation import Observation
from turgor.report.numbers import ABSENT, number
from turgor.report.page_parts import Table
from turgor.report.words import metric_name
from turgor.workflow.follow_study import StudyFollowUp

#: kind of capture, term, families of metrics, text
METHODS: tuple[tuple[str, str, frozenset[str], str], ...] = (
    (
        "suction", "Suction", frozenset({"suction", "suction_device"}),
        "Cycles are located on the curve itself and checked; R, F and Q follow from level, top, "
        "end and two splits, one 0.1 s after switching and one where the curve bends. Curve 1 "
        "differs from those after it, so its values and the mean of curves 2 to n stand "
        "apart. A broken cycle is named and never averaged in. Aperture, vacuum, times "
        "and contact force change every value.",
    ),
    (
        "ultrasound", "Ultrasound", frozenset({"ultrasound"}),
        "Borders are the most probable paths through the speckle of each layer; thickness is along "
        "the skin's normal. What has no scale stays in pixels.",
    ),
    (
        "barrier", "Barrier and hydration", frozenset({"barrier"}),
        "Water loss is the mean of the first steady window, or the end of a fitted approach; "
        "capacitance the reading at a stated time. A reading that never settles has no value.",
    ),
    (
        "wave", "Waves", frozenset({"wave"}),
        "Phase speed is found frequency by frequency by a direct search of the wavenumber. Waves "
        "on skin mix layers, so stiffness is apparent and stands with its frequency; a modulus is "
        "stated only of tissue that the user states to be one material.",
    ),
    (
        "oct", "Strain by OCT", frozenset({"oct"}),
        "Strain is the phase gradient between two scans by complex products, over a lag beyond "
        "which it no longer changes.",
    ),
    (
        "elastogram", "Elastograms", frozenset({"elastography"}),
        "Numbers are the scanner's own, from its report or its map; how it turned speed into "
        "modulus is its maker's assumption.",
    ),
)  # fmt: skip

_FLAGS = {
    "gain-not-stated": "the scanner's gain is not on record, so echo levels may differ by it",
    "frequency-not-stated": "the frequency of the scanner is not on record",
    "time-of-day-not-stated": "the hour is not on record, and the band swings within a day",
    "sound-speed-not-stated": "lengths rest on a sound speed that the file does not state",
    "device-class-not-stated": "the kind of instrument is not on record",
    "contact-force-not-stated": "how hard the probe was pressed on is not on record",
    "format-never-tried-on-a-real-file": "the reader was never tried on a real instrument's file",
    "dermis-runs-out-of-image": "the image ends above the lower border of the dermis",
    "lower-border-weak": "the lower border of the dermis hardly stands out",
    "columns-left-out": "columns without contact or in shadow were left out",
    "contact-lost": "the probe left the skin; later readings were cut off",
    "contact-force-alters-uv": "the probe was pressed on so hard that the delayed rise may differ",
    "not-identified": "the data does not settle a value, so none is stated",
    "outside-skin-range": "the value lies outside what skin is known to show",
    "drifting-zero": "the level drifts from cycle to cycle",
    "elevation-beyond-aperture": "the skin rises higher than the probe is wide",
    "sparse-sampling": "samples are too far apart for the split at 0.1 s",
    "vacuum-reached-late": "the vacuum was reached late, so the immediate rise is smaller",
    "preconditioning-not-stated": "what was done to the skin just before is not on record",
    "density-not-stated": "no density is on record, so no modulus is stated",
    "wavelength-exceeds-dermis": "the wave is longer than the dermis is thick: layers mix",
    "stretch-not-stated": "the skin's stretch is not on record, so none was taken out",
    "cycles-missing": "the record holds fewer cycles than the protocol",
    "load-not-stated": "what was done between the scans is not on record",
    "layers-found": "borders of layers were found, not stated",
    "assumes-equal-stress": "holds only where layers bear the same stress",
    "band-not-stated": "the band of the group speed is the wave's own",
    "corrected-to-no-stretch": "the stated stretch was taken out",
    "strain-within-noise": "the strain does not stand out from its noise",
    "map-holds-bounds": "part of the map lies at an end of the colour bar",
}


#: reasons that differ in their numbers alone are one row
_NUMBER = re.compile(r"\d+(\.\d+)?")


def flag_table(own: Sequence[Observation]) -> Table:
    """Every flag with its meaning and how many captures carry it."""
    captures: dict[str, set[str]] = defaultdict(set)
    for o in own:
        for flag in o.finding.flags:
            captures[flag].update(o.finding.captures[:1] or ("device table",))
    rows = tuple(
        (flag, _FLAGS.get(flag, flag.replace("-", " ")), str(len(captures[flag])))
        for flag in sorted(captures)
    )
    return Table("Flags: odd but usable", ("Flag", "What it means", "Captures"), rows, (2,))


def uncertainty_table(own: Sequence[Observation]) -> Table:
    """What stands behind single values: the kind of their u, or why there is none."""
    counted: dict[tuple[str, str, str, str], int] = defaultdict(int)
    for o in own:
        f = o.finding
        method = f"{f.method}/{f.method_version}"
        if f.value is None:
            kind, why = "no value", _NUMBER.sub("…", f.u_reason or ABSENT)
        elif f.u_kind is not None:
            kind, why = f.u_kind, ""
        else:
            kind, why = "none", f.u_reason or ABSENT
        counted[f.metric.partition(".")[0], method, kind, why] += 1
    rows = tuple((*key[:3], str(count), key[3]) for key, count in sorted(counted.items()))
    return Table(
        "Uncertainty of single values (verdicts rest on re-seated replicates instead)",
        ("Family", "Method", "u", "Values", "Why"),
        rows,
        (3,),
    )


def signs_table(study: StudyFollowUp, called_tightening: float) -> Table:
    """Value, direction rule and claim apart: a sign is no verdict on skin.

    called_tightening : % by which R0 fell in a trial that counts this as tightening.
    """
    rules: dict[str, list[str]] = defaultdict(list)
    for endpoint in study.followup.design.endpoints:
        text = f"{endpoint.direction} at {endpoint.visit} ({endpoint.source})"
        rules[metric_name(endpoint.measurand)].append(text)
    suction = [name for name in rules if "R0" in name]
    contested = (
        f"Contested. One laser trial counts a fall of {number(-called_tightening)} % as "
        "tightening (naouri-2012); a filler trial counts a rise as better compliance, as a "
        "secondary account tells."
    )
    rows = [
        (
            "R0",
            "how far the skin rises; it falls where skin is firmer or thicker, and where the "
            "probe is pressed on harder",
            "; ".join(text for name in suction for text in rules[name]) or "none declared",
            contested,
        )
    ]
    told = {
        "ultrasound": "swelling raises it just as new tissue does",
        "barrier": "the room and the hour move it",
        "suction": "ratios depend on the split and on the pump's rise",
    }
    for endpoint in study.followup.design.endpoints:
        name = metric_name(endpoint.measurand)
        family = endpoint.measurand.metric.partition(".")[0]
        if name in suction or family not in told:
            continue
        rows.append((name, told[family], "; ".join(dict.fromkeys(rules[name])), ABSENT))
    return Table(
        "Value, direction rule and claim are three things",
        ("Value", "What its sign is", "Direction rule of this study", "Claims elsewhere"),
        tuple(dict.fromkeys(rows)),
    )
