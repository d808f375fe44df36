"""Forecasts of cases: read, typed, worked out, and told as a document."""
