"""Captures that need no registration: suction, ultrasound, barrier, waves, OCT, elastograms."""
