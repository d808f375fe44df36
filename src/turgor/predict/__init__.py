"""From the virtual skin to predicted findings: calibration, forecast, update, scores."""
