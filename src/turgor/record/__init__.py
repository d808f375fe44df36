"""Frozen dataclasses for the product's words; no input, no output."""
