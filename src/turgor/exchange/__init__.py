"""Standards and habits at the edge: study designs, tables and spreadsheets in and out."""
