"""CDISC ODM 1.3.2: a study's tables as one document, and back."""

from turgor.exchange.odm.metadata import OdmStudy
from turgor.exchange.odm.read import OdmDocument, read_odm
from turgor.exchange.odm.survey import Signed
from turgor.exchange.odm.write import write_odm

__all__ = ["OdmDocument", "OdmStudy", "Signed", "read_odm", "write_odm"]
