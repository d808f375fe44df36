"""Colour and chromophores from reflectance spectra."""
