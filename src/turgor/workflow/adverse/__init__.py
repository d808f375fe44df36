"""Adverse events in a study: entering, escalating, listing, and how often they come."""
