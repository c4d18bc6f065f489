"""Bytes, drafts and JSON to messages."""
