"""What of a study may leave it: allow lists, codes for names and days for dates."""
