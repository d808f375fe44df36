"""Reflectance spectra of persons with planted melanin and blood, reading by reading."""
