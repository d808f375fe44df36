"""Turgor: an open workbench for dermal rejuvenation.

Research and clinician support, not a medical device.
"""

__version__ = "0.1.0"
