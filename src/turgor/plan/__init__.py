"""Which courses there are, what each does for this person, and which is chosen."""
