"""A reason that names a setting by its field, told in the words of ``turgor measure``."""

import re

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
    "chart = 'none'": "--chart none",
    # limits that no option lifts, since a file that passes them is damaged or can be made smaller
    ", raise max_pixels if that is real": "; crop or shrink it first",
    ", raise max_points if that is real": "; crop it first",
    ", raise max_spectra if that is real": "; split the file",
    "; raise max_spectra if that is real": "; split the file",
}
#: 'option pixel_um is 0' as a setting's own check says it
_OPTION = re.compile(r"\boption ([a-z][a-z_]+)\b")


def in_options(reason: str) -> str:
    """The reason with options of the command line in place of fields."""
    told = _OPTION.sub(lambda found: "--" + found[1].replace("_", "-"), reason)
    for name, option in _OPTIONS.items():
        told = told.replace(name, option)
    return told
