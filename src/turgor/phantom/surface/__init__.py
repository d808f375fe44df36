"""A continuous skin surface with planted wrinkles, sampled exactly wherever it is asked.

Plan frame: x to the right and y downwards in µm, origin in the middle of the region, height up.
"""
