"""The virtual skin: what treatments do to tissue."""
