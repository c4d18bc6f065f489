"""Printing: one module a format, all from the same reports; nothing here decides anything."""
