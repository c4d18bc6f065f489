"""The mail gateway: a milter, a relay and a filter before the school's mail leaves, and the
store of what is held.

A front end: it calls ``engine.check()`` and decides nothing about findings. What it owns is
the way a message takes: delivered, held, refused or deferred, and never lost.
"""
