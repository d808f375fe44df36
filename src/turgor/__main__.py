"""Run the command line as ``python -m turgor``."""

from turgor.cli.main import main

main()
