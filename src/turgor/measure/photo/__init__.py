"""Calibrated photographs: colour, pigment, redness and relative texture."""
