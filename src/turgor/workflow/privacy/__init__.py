"""Who the subjects are stays apart, and what is shared tells nobody."""
