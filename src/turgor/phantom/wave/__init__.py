"""Waves in tissue with planted speed and loss, as motion and as the echoes of moved speckle."""
