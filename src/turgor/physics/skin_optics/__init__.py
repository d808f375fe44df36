"""From skin optics to a reflectance spectrum: the forward law of layered skin."""
