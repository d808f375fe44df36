"""The opponent: what somebody predicts who knows the literature but no skin."""
