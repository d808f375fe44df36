"""Tidy tables on their way out: columns with meanings, CSV, JSON, a dictionary over all of them."""

from turgor.exchange.tidy.csv_file import read_csv, write_csv
from turgor.exchange.tidy.derive import RecordPlan, record_tables
from turgor.exchange.tidy.findings import FINDING_COLUMNS, finding_columns
from turgor.exchange.tidy.table import Cell, Column, ReadTable, TidyTable, same_rows

__all__ = [
    "FINDING_COLUMNS",
    "Cell",
    "Column",
    "ReadTable",
    "RecordPlan",
    "TidyTable",
    "finding_columns",
    "read_csv",
    "record_tables",
    "same_rows",
    "write_csv",
]
