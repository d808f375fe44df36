"""Dark lines of a photograph: length as a relative metric, never a depth."""

from turgor.measure.photo.line.find import PhotoLine, PhotoLines, find_lines
from turgor.measure.photo.line.options import LineOptions

__all__ = ["LineOptions", "PhotoLine", "PhotoLines", "find_lines"]
