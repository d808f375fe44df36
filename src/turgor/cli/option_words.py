"""A reason that names a setting by its field, told in the words of ``turgor measure``."""

import dataclasses
import re
from functools import cache

_OPTIONS = {
    "pitch_x_um (and pitch_y_um)": "--pitch-um",
    "mesh_pitch_um": "--mesh-pitch-um",
    "pitch_x_um": "--pitch-um",
    "pitch_y_um": "--pitch-y-um",
    "height_um_per_count": "--height-um-per-count",
    "missing_count": "--missing-count",
    "height_unit": "--height-unit",
    "lateral_unit": "--lateral-unit",
    "mesh_unit": "--mesh-unit",
    "mesh_axis": "--mesh-axis",
    "region_mm": "--region-mm",
    "chart_corners_px": "--chart-corners",
    "chart_pitch_mm": "--chart-pitch-mm",
    "state scale 'percent' or 'fraction'": "give --scale percent or --scale fraction",
    # a scanner's screenshot in colour is taken for a photograph unless its user says what it is
    "with chart = 'none'": "with --chart none, and a scanner's picture with --kind ultrasound or "
    "--kind elastogram",
    "chart = 'none'": "--chart none",
    "state its kind": "say what it is with --kind",
    # limits that no option lifts, since a file that passes them is damaged or can be made smaller
    ", raise max_pixels if that is real": "; crop or shrink it first",
    ", raise max_points if that is real": "; crop it first",
    ", raise max_spectra if that is real": "; split the file",
    "; raise max_spectra if that is real": "; split the file",
}
#: 'option pixel_um is 0' as a setting's own check says it
_OPTION = re.compile(r"\boption ([a-z][a-z_]+)\b")
#: words of named arrays -> option that states their unit
_UNITS = {
    **dict.fromkeys(("depth", "axial"), "depth"),
    **dict.fromkeys(("lateral", "lat"), "lateral"),
    **dict.fromkeys(("time", "t"), "time"),
    **dict.fromkeys(("displacement", "velocity"), "samples"),
}
_UNIT_OF = re.compile(r"\bthe unit of '(\w+)' \(")
_IN_COLOUR = "switch the scanner's colour map off"
#: a list of names that is asked for: only there a word without an underscore is an option
_ASKED = re.compile(
    r"\b(?:state another|state|another|with) ((?:[a-z][a-z0-9_]*(?:, | and |; )?)+)"
)
_WORD = re.compile(r"(?<![\w.='-])((?:the )?(?:option|setting)s? |\0)?([a-z][a-z0-9_]*)(?![\w=-])")


def in_options(reason: str, kind: str = "") -> str:
    """The reason with options of the command line in place of fields.

    kind : of the refused file; a reading's options are those of --set.
    """
    names = _names(kind)
    if names:
        return _of_reading(reason, kind, names)
    told = _OPTION.sub(lambda found: "--" + found[1].replace("_", "-"), reason)
    for name, option in _OPTIONS.items():
        told = told.replace(name, option)
    return told


@cache
def _names(kind: str) -> frozenset[str]:
    """Options and settings of one kind of reading; none for any other kind."""
    from turgor.record.capture import READING_KINDS

    if kind not in READING_KINDS:
        return frozenset()
    from turgor.workflow.reading.kinds import reading_type

    made = reading_type(kind)
    parts = (made.options_type, made.settings_type)
    return frozenset(item.name for part in parts for item in dataclasses.fields(part))


def _of_reading(reason: str, kind: str, names: frozenset[str]) -> str:
    def unit(found: re.Match[str]) -> str:
        option = f"{_UNITS.get(found[1], found[1])}_unit"
        return f"{option} ({found[0][4:-2]}, " if option in names else found[0]

    def marked(found: re.Match[str]) -> str:
        """The asked words with a mark before each that is a name, up to the first that is none."""
        told, rest = found[0][: found.start(1) - found.start()], found[1]
        for word, gap in re.findall(r"([a-z][a-z0-9_]*)(, | and |; )?", found[1]):
            if word not in names:
                break
            told += f"\0{word}{gap}"
            rest = rest[len(word) + len(gap) :]
        return told + rest

    words = reason.replace(" as options of these names", "")
    words = words.replace(_IN_COLOUR, f"{_IN_COLOUR}, or say --kind elastogram for a stiffness map")
    words = re.sub(r"raise (max_\w+) if that", r"state a higher \1 if that", words)
    words = _ASKED.sub(marked, _UNIT_OF.sub(unit, words))

    def told(found: re.Match[str]) -> str:
        name = found[2]
        if name not in names or not (found[1] or "_" in name):
            return found[0]
        valued = words.startswith((" is ", " are ", " '", " = ", " must "), found.end())
        return f"--set {kind}.{name}{'' if valued else '=...'}"

    said = _WORD.sub(told, words).replace("\0", "")
    return re.sub(r"(--set [\w.]+)(?: =)? '", r"\1='", said)
