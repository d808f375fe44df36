"""Treatments without physics of their own here: effective loads that are assumed, and say so."""
