"""Raw captures with planted truth, in the instruments' own formats."""
