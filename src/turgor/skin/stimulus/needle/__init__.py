"""Needles without radiofrequency: channels by depth, and how long they stay open."""
