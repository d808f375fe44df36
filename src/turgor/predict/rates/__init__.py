"""Published rates of adverse events, pooled across studies and modalities: rates, no mechanism."""
