"""Alternating current between needles in layered tissue: potential, resistance and Joule heat."""
