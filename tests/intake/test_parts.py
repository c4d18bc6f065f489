"""Charsets, transfer encodings, headers, addresses and HTML, each on its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msgguard.intake.address import parse_address, parse_addresses
from msgguard.intake.charset import clean, codec_of, decode_text
from msgguard.intake.flowed import unflow
from msgguard.intake.header import decode_header
from msgguard.intake.html import hidden_links, html_text, says_more
from msgguard.intake.transfer import decode_transfer


@pytest.mark.parametrize(
    ("data", "label", "text"),
    [
        ("Zoë".encode(), "", "Zoë"),
        ("Zoë".encode(), "iso-8859-1", "Zoë"),
        (b"Zo\xeb", "utf-8", "Zoë"),
        (b"it\x92s", "us-ascii", "it’s"),
        (b"a\x81b\x92", "windows-1252", "a\x81b’"),
        ("Zoë".encode("utf-16"), "", "Zoë"),
        ("Zoë b".encode("utf-16-le"), "", "Zoë b"),
        ("Zoë".encode("utf-8-sig"), "utf-8", "Zoë"),
        (b"plain", "utf-16", "plain"),
        ("日本".encode("iso2022_jp"), "", "日本"),
        ("Zoë".encode(), "UTF8", "Zoë"),
        ("Zoë".encode("mac_roman"), "macintosh", "Zoë"),
    ],
)
def test_charsets(data: bytes, label: str, text: str) -> None:
    assert decode_text(data, label) == (text, False)


@pytest.mark.parametrize(
    "label", ["base64", "rot13", "zip", "unicode_escape", "idna", "undefined", "", "\x00", "ü", "a" * 500]
)
def test_labels_that_are_no_charset(label: str) -> None:
    assert codec_of(label) == ""
    assert decode_text(b"text \\u0041", label)[0] == "text \\u0041"


@given(
    st.binary(max_size=60),
    st.sampled_from(["", "utf-8", "utf-7", "utf-16", "gb2312", "iso-2022-jp", "hz", "euc-kr", "x"]),
)
def test_any_bytes_become_printable_text(data: bytes, label: str) -> None:
    decode_text(data, label)[0].encode("utf-8")


def test_lone_surrogates_become_visible() -> None:
    assert clean("a\ud83d\ude00 \ud800") == "a😀 \ufffd"


@given(st.binary(max_size=60), st.sampled_from(["base64", "quoted-printable", "x-uuencode", "7bit", "odd"]))
def test_any_bytes_decode(data: bytes, encoding: str) -> None:
    decode_transfer(data, encoding)


@given(st.text(max_size=60))
def test_any_header_decodes(value: str) -> None:
    decode_header(value.encode("utf-8", "surrogatepass").decode("ascii", "surrogateescape"))
    parse_addresses(value)


@pytest.mark.parametrize(
    ("value", "address", "name"),
    [
        ("Jane (Mum) <j@mail.example>", "j@mail.example", "Jane"),
        ("j@mail.example (Jane)", "j@mail.example", "Jane"),
        ('"O\'Brien (Mum)" <o@mail.example>', "o@mail.example", "O'Brien (Mum)"),
        ("'j@mail.example' <J@Mail.example>", "j@mail.example", "j@mail.example"),
        ('"broken <j@mail.example>', "j@mail.example", "broken"),
        ("<@relay.example:j@mail.example>", "j@mail.example", ""),
        ("<SMTP:j@mail.example>", "j@mail.example", ""),
        ("Jane <j @mail.example>", "j@mail.example", "Jane"),
        ('"a@evil.example" <b@mail.example>', "b@mail.example", "a@evil.example"),
        ('"john smith"@mail.example', '"john smith"@mail.example', ""),
        ("jo@[192.0.2.1]", "jo@[192.0.2.1]", ""),
        ("=?utf-8?q?Young=2C_Zo=C3=AB?= <z@mail.example>", "z@mail.example", "Young, Zoë"),
        ("jo@mail.example.", "jo@mail.example", ""),
        ("", "", ""),
        ("<>", "", ""),
    ],
)
def test_one_address(value: str, address: str, name: str) -> None:
    party = parse_address(value)
    assert (party.address, party.name) == (address, name)


def test_html_keeps_breaks_and_joins_inline_tags() -> None:
    assert html_text("<p>a</p><p>b<i>c</i>d<br>e</p>") == "a\n\nbcd\ne"
    assert html_text("<ul><li>one<li>two</ul>").split() == ["•", "one", "•", "two"]
    assert html_text("no tags at all") == "no tags at all"
    assert html_text("<script>x()</script><!-- c -->y") == "y"


def test_links_are_listed_once_and_only_where_hidden() -> None:
    page = (
        "<a href=\"https://a.example/x?y=1&amp;z=2\">a</a><a href='https://a.example/x?y=1&amp;z=2'>b</a>"
        '<a href=mailto:jo%2Bx@mail.example>c</a><a href="#top">d</a><a href="javascript:x()">e</a>'
        '<a href="https://www.shown.example/">shown.example</a>'
    )
    links = hidden_links(page, "a b c d e shown.example")
    assert links == ("https://a.example/x?y=1&z=2", "mailto:jo+x@mail.example")


def test_says_more_looks_at_words() -> None:
    assert not says_more("Dear parent\n\nplease come", "please come, dear parent")
    assert says_more("ring 07700 900123", "ring")


def test_flowed_keeps_quote_depths_apart() -> None:
    assert unflow("> a \n>> b \n>> c", delsp=False) == "> a \n>> b c"
