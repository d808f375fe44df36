"""Forecasts of a table of published outcomes, scored beside the naive distribution."""
