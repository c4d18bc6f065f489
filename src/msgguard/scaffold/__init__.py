"""Beginnings: another school's pack, and a school's own files, from short templates."""
