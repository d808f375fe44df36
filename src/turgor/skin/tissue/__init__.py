"""Processes of the virtual skin, one a file."""
