"""What one session does to tissue, from the device's own words."""
