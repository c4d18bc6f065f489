"""msgguard: an outbound-message compliance linter for schools."""

from msgguard._version import __version__

__all__ = ["__version__"]
