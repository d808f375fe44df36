"""Every number from the literature with its source; the bibliography of a run."""

from turgor.evidence.citing import (
    Bibliography,
    bibliography,
    cite,
    collect_citations,
    collect_reads,
    remembered,
)
from turgor.evidence.draw import parameter_draw
from turgor.evidence.library import (
    all_parameters,
    all_sources,
    find_parameter,
    find_source,
    parameter,
)
from turgor.evidence.parameter import Parameter
from turgor.evidence.source import Source
from turgor.evidence.table import EvidenceTable, evidence_table

__all__ = [
    "Bibliography",
    "EvidenceTable",
    "Parameter",
    "Source",
    "all_parameters",
    "all_sources",
    "bibliography",
    "cite",
    "collect_citations",
    "collect_reads",
    "evidence_table",
    "find_parameter",
    "find_source",
    "parameter",
    "parameter_draw",
    "remembered",
]
