"""What the literature's cells say, partially pooled: an opponent that shrinks."""
