"""Mechanics of layered skin: one compact law, and what suction and waves see of it."""
