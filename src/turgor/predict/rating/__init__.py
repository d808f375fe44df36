"""How outcomes are rated: what raters, scales, thresholds and controls add to what skin does."""
