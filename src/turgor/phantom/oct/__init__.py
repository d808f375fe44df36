"""Pairs of complex OCT scans of speckle under a planted strain."""
