"""The same skin again: bring a follow-up map into the baseline's frame, and carry the region."""
