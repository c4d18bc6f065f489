"""Roster files that schools have, one file a format; ``formats.py`` lists them.

A reader turns files into a :class:`~msgguard.school.readers.person.Draft`: people and links as
the file has them. ``assemble.py`` makes the roster of it. Warn, never guess.
"""
