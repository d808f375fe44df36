"""Files of waves in tissue: motion, or the echoes before motion was estimated (.npz, .mat)."""

from turgor.formats.wave.doorway import is_wave, read_wave
from turgor.formats.wave.options import WaveOptions
from turgor.formats.wave.write import write_wave

__all__ = ["WaveOptions", "is_wave", "read_wave", "write_wave"]
