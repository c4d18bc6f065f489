"""The page: well formed, needs nothing from outside, tells a level without colour."""

import io
from html.parser import HTMLParser

from msgguard.report import html

from .samples import outcomes, run

VOID = {"meta", "br", "link", "img"}


class Page(HTMLParser):
    """Collects tags and complains of any that is not closed."""

    def __init__(self):
        super().__init__()
        self.open = []
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, self.getpos()


def page(**extra):
    out = io.StringIO()
    html.render(outcomes(), run(**extra), out)
    return out.getvalue()


def test_tags_are_closed_and_nothing_comes_from_outside():
    parsed = Page()
    parsed.feed(page(show_text=True))
    assert parsed.open == []
    for tag, attrs in parsed.seen:
        assert tag not in ("script", "link", "img", "iframe", "form")
        assert not any(name.startswith("on") or name == "src" for name in attrs)
        assert attrs.get("href", "#").startswith("#")


def test_it_can_be_read_by_everybody():
    text = page()
    parsed = Page()
    parsed.feed(text)
    assert ("html", {"lang": "en-GB"}) in parsed.seen
    assert [tag for tag, _ in parsed.seen].count("h1") == 1
    assert all("scope" in attrs for tag, attrs in parsed.seen if tag == "th")
    assert [tag for tag, _ in parsed.seen].count("caption") == [tag for tag, _ in parsed.seen].count("table")
    for word, shape in (("block", "■"), ("warn", "▲"), ("advise", "●"), ("allowed", "✓")):
        assert f'<span class="level {word}"><span aria-hidden="true">{shape}</span> {word}</span>' in text
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text


def test_markup_in_a_message_stays_text():
    assert "drafts/3 &amp; &lt;b&gt;.eml" in page()
