"""REDCap's data dictionary and data export; written from its published layout, no real one seen."""

from turgor.exchange.redcap.dictionary import Dictionary, DictionaryField, read_dictionary
from turgor.exchange.redcap.export import RedcapExport, read_export

__all__ = ["Dictionary", "DictionaryField", "RedcapExport", "read_dictionary", "read_export"]
