"""Elasticity from instruments that pull, shake or image the skin."""
