"""HTML files."""

from __future__ import annotations

from msgguard.intake.files.limits import Found
from msgguard.intake.files.plain import decoded
from msgguard.intake.html import hidden_links, html_text


def read(data: bytes, found: Found) -> None:
    """The text that a browser shows, and link targets that it does not."""
    source = decoded(data, found)[: found.budget.limits.text]
    shown = html_text(source)
    found.text(shown)
    found.section("links", "\n".join(hidden_links(source, shown)), hidden=True)
