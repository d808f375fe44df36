"""Repeatability (SEM, ICC, SDC), spatial bootstrap, paired groups and exact rates."""
