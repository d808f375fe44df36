"""A case's file: whose skin, what is known, what is thought of, wished and recorded."""

from turgor.exchange.case_toml.whole import NOTHING, parse_case, read_case

__all__ = ["NOTHING", "parse_case", "read_case"]
