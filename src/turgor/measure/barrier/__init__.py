"""Barrier function and hydration from readings over the seconds of a placement."""
