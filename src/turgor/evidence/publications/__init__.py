"""The publications that outcomes, norms, repeatability and adverse events were taken from."""

from turgor.evidence.publications.load import all_publications, find_publication
from turgor.evidence.publications.publication import Publication

__all__ = ["Publication", "all_publications", "find_publication"]
