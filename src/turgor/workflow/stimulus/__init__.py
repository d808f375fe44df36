"""From a session's file to what the session does to tissue."""
