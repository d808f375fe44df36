"""Published outcomes: the shipped records, the meaning of each endpoint, and outside tables."""
