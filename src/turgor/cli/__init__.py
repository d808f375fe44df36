"""The command line: one file per command, heavy rooms imported lazily."""
