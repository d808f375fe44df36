"""Files of reflectance spectra: instrument tables, wide spreadsheets, CGATS.17 text."""

from turgor.formats.spectrum.doorway import read_spectra
from turgor.formats.spectrum.options import SpectrumOptions
from turgor.formats.spectrum.sniff import is_spectrum
from turgor.formats.spectrum.write import write_spectra

__all__ = ["SpectrumOptions", "is_spectrum", "read_spectra", "write_spectra"]
