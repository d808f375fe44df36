"""Forecasts for one person: courses beside doing nothing, and what later findings change."""
