"""The tool's version; packs carry versions of their own."""

__version__ = "0.1.0"
