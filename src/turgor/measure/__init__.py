"""Measurement: raw captures become findings."""
