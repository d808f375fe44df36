"""Tables as Parquet, with exact types and with units and meanings beside them."""

from turgor.exchange.parquet.read import read_parquet
from turgor.exchange.parquet.write import ParquetTable

__all__ = ["ParquetTable", "read_parquet"]
