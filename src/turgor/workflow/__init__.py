"""Use cases that the command line and the web both call; no typer, rich or HTTP here."""
