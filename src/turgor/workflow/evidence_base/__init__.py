"""The evidence base from outside: find an entry, show all of it."""
