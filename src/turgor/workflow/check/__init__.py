"""Checks of cases: read, held against the rules, and told as a document."""
