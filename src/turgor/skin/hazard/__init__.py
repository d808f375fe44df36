"""What can go wrong, and for how long it shows: read from the virtual skin's states."""
