"""Use cases of the virtual skin: validate it on published outcomes, calibrate it."""
