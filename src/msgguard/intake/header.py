"""Headers as text: unfolding, encoded words (RFC 2047), raw bytes, and parameters (RFC 2231).

Tolerant where mailers are careless: encoded words without blanks between them, a
character split over two of them, bad padding, blanks inside, unknown charsets.
"""

from __future__ import annotations

import binascii
import re
from email.message import Message as MimePart
from email.utils import decode_rfc2231
from urllib.parse import unquote_to_bytes

from msgguard.intake.charset import clean, decode_text

_FOLD = re.compile(r"[ \t]*\r?\n[ \t]*|\r[ \t]*")
_ENCODED = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")


def decode_header(raw: str) -> str:
    """The text of a raw header value (bytes beyond ASCII as surrogate escapes).

    >>> decode_header("=?utf-8?q?Zo=C3=AB?= =?utf-8?q?_B?=")
    'Zoë B'
    """
    value = unfold(raw)
    return _decode_words(value).replace("\x00", "") if "=?" in value else value


def unfold(raw: str) -> str:
    """A raw header value on one line, its bytes decoded, encoded words left alone."""
    value = raw
    if not value.isascii():
        value = decode_text(value.encode("utf-8", "surrogateescape"))[0]
    if "\r" in value:
        value = _FOLD.sub(" ", value)
    elif "\n" in value:
        # The same without a pattern, which would begin anew at every blank.
        first, *others = value.split("\n")
        *others, last = [other.lstrip(" \t") for other in others]
        value = " ".join([line.rstrip(" \t") for line in (first, *others)] + [last])
    return value.replace("\x00", "").strip()


def _decode_words(value: str) -> str:
    pieces: list[str] = []
    # Bytes of neighbouring words in one charset are joined first: mailers split characters.
    pending = bytearray()
    charset = ""
    last = 0
    for match in _ENCODED.finditer(value):
        between = value[last : match.start()]
        label, scheme, text = match[1], match[2].lower(), match[3]
        data = _word_bytes(scheme, text)
        adjacent = last > 0 and not between.strip()
        if pending and not (adjacent and label.lower() == charset):
            pieces.append(decode_text(bytes(pending), charset)[0])
            pending.clear()
        if not adjacent:
            pieces.append(between)
        pending += data
        charset = label.lower()
        last = match.end()
    if last == 0:
        return value
    pieces.append(decode_text(bytes(pending), charset)[0])
    pieces.append(value[last:])
    # A line break inside an encoded word would start a new header or line elsewhere.
    return re.sub(r"[\r\n]+", " ", "".join(pieces))


def _word_bytes(scheme: str, text: str) -> bytes:
    raw = text.encode("utf-8", "surrogateescape")
    if scheme == "q":
        return binascii.a2b_qp(raw, header=True)
    cleaned = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    if len(cleaned) % 4 == 1:
        cleaned = cleaned[:-1]
    return binascii.a2b_base64(cleaned + b"=" * (-len(cleaned) % 4))


def content_type(part: MimePart) -> str:
    """A part's media type in lower case; never fails."""
    try:
        return part.get_content_type()
    except (ValueError, TypeError, AttributeError, IndexError):
        return "text/plain"


def parameter(part: MimePart, name: str, header: str = "content-type") -> str:
    """A parameter of a header, decoded (RFC 2231, and RFC 2047 though it is not allowed there)."""
    raw = next((str(value) for key, value in part.raw_items() if key.lower() == header), "")
    if not raw.isascii():
        # Bytes beyond ASCII would come out of the standard library as question marks.
        part.replace_header(header, unfold(raw))
    if name not in raw.lower():
        return ""  # most parameters are absent: the standard library would take the header apart to see
    try:
        value = part.get_param(name, "", header)
    except (ValueError, TypeError, AttributeError, IndexError, UnicodeError, LookupError):
        return ""
    if isinstance(value, tuple):
        charset, _, text = value
        # The standard library has already turned %XX into latin-1 characters.
        data = text.encode("latin-1" if _is_latin(text) else "utf-8", "replace")
        return decode_text(data, charset or "")[0]
    text = decode_header(str(value))
    if "''" in text[:40] and _PERCENT.search(text):
        charset, _, encoded = decode_rfc2231(text)
        return decode_text(unquote_to_bytes(encoded), str(charset or ""))[0]
    return text


def file_name(part: MimePart) -> str:
    """The name of an attached file, without folders, blanks or control characters."""
    name = parameter(part, "filename", "content-disposition") or parameter(part, "name")
    name = clean(name)
    name = "".join(char if char.isprintable() else " " for char in name)
    name = re.split(r"[/\\]", name.strip().strip('"'))[-1]
    return re.sub(r"\s+", " ", name).strip()[:255]


def _is_latin(text: str) -> bool:
    return all(char < "\u0100" for char in text)
