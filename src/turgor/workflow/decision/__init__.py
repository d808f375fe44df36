"""Sharing a decision: benefit, harm, days, duties and signs of each option, as counts."""
