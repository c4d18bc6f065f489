"""Bulk audit of mail archives: numbers by clause, not a pile of excerpts."""
