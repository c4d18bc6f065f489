"""HTML to text, and the targets of links that the text does not show.

Resiliparse keeps block breaks and joins inline tags, which is what matters here:
``me<br>07700`` must not be glued, ``j<b>o</b>@x`` must be. Text hidden by a style
(``display:none``, ``hidden``) is kept where it stands: it leaves the school all the same,
and many mail programs show it. Scripts, styles and comments are dropped.
"""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

from resiliparse.extract.html2text import extract_plain_text

_TARGET = re.compile(
    r"""\bhref\s*=\s*(?:"([^"]{1,2000})"|'([^']{1,2000})'|([^\s"'<>]{1,2000}))""", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]{2,}")
_MAX_LINKS = 500
# Cells stand apart by tabs, paragraphs by one blank line.
_TABS = re.compile(r"\t+")
_BREAKS = re.compile(r"\n{3,}")


def html_text(source: str) -> str:
    """The text of an HTML document or fragment, as a reader would see it.

    >>> html_text("<p>call me<br>07700 900123</p><p>j<b>o</b>@x.example</p>")
    'call me\\n07700 900123\\n\\njo@x.example'
    """
    text: str = extract_plain_text(
        source, preserve_formatting=True, main_content=False, list_bullets=True, alt_texts=True, noscript=True
    )
    if "\t" in text:
        text = _TABS.sub("\t", text)
    if "\n\n\n" in text:
        text = _BREAKS.sub("\n\n", text)
    return text.strip()


def hidden_links(source: str, shown: str) -> tuple[str, ...]:
    """Link targets that ``shown`` does not contain, in order, each once."""
    if "href" not in source and "HREF" not in source:
        return ()
    visible = shown.lower()
    targets: dict[str, None] = {}
    for match in _TARGET.finditer(source):
        target = html.unescape(match[1] or match[2] or match[3]).strip()
        scheme, _, rest = target.partition(":")
        scheme = scheme.lower()
        if not rest or scheme in {"javascript", "cid", "data", "about"}:
            continue
        if scheme in {"mailto", "tel", "sms"}:
            target = f"{scheme}:{unquote(rest)}"
            core = unquote(rest.partition("?")[0])
        else:
            core = re.sub(r"^/*(?:www\.)?", "", rest).rstrip("/")
        if core.lower() in visible and "?subject" not in target and "&" not in target:
            continue
        targets[target] = None
        if len(targets) >= _MAX_LINKS:
            break
    return tuple(targets)


def says_more(text: str, than: str) -> bool:
    """Does ``text`` hold a word or number that ``than`` lacks?"""
    return not set(_WORD.findall(text.lower())) <= set(_WORD.findall(than.lower()))
