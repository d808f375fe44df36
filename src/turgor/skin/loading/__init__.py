"""From a course to what acts on the virtual skin: loads of sessions and levels of what is used."""
