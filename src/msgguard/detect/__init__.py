"""Facts about a message, one file a matter; no policy."""
