"""Scores of forecasts that state quantiles: sharp and honest at once."""
