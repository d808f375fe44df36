"""Sheets of any clinic into fields: cells with their addresses, mappings, drafts, templates."""

from turgor.exchange.spreadsheet.book import read_book
from turgor.exchange.spreadsheet.field import Field, FieldError
from turgor.exchange.spreadsheet.mapping import Targets, load_mapping, parse_mapping
from turgor.exchange.spreadsheet.rows import BadCell, RawRecord, TableRows, read_table
from turgor.exchange.spreadsheet.rule import ColumnRule, ImportMap, TableRule
from turgor.exchange.spreadsheet.sheet import Book, Sheet

__all__ = [
    "BadCell",
    "Book",
    "ColumnRule",
    "Field",
    "FieldError",
    "ImportMap",
    "RawRecord",
    "Sheet",
    "TableRows",
    "TableRule",
    "Targets",
    "load_mapping",
    "parse_mapping",
    "read_book",
    "read_table",
]
