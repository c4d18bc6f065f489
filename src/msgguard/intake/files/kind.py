"""What kind of file is it? By its first bytes, then, for text, by its name.

Signatures: the PRONOM registry and the formats' own specifications. A name can lie and
the type in a mail's header often does, so both count only where the bytes say nothing.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Kind(StrEnum):
    """Kinds that are told apart; each has a reader or a reason why it has none."""

    EMPTY = "empty"
    TEXT = "text"
    HTML = "html"
    CARD = "card"
    RTF = "rtf"
    PDF = "pdf"
    ZIP = "zip"
    OLE = "ole"
    IMAGE = "image"
    MAIL = "mail"
    FILM = "film"
    SOUND = "sound"
    PACKED = "packed"
    SEALED = "sealed"
    TNEF = "tnef"
    UNKNOWN = "unknown"


_SEALED_NAMES = (".p7m", ".pgp", ".gpg", ".rpmsg", ".age", ".kdbx")
# Signatures made beside a message: numbers only, nothing of a writer's.
_SIGNATURES = (".p7s", ".sig")
_HTML_NAMES = (".html", ".htm", ".xhtml", ".mht.html")
_MAIL_NAMES = (".eml", ".mht", ".mhtml", ".emlx")
_CARD_NAMES = (".vcf", ".ics", ".vcs", ".ifb")
_HTML = re.compile(rb"\A\s*(?:<\?xml[^>]{0,200}\?>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_CARD = re.compile(rb"\A\s*BEGIN:(?:VCARD|VCALENDAR)", re.IGNORECASE)
_MAIL = re.compile(
    rb"\A(?:[\w-]{1,60}:[^\n]{0,2000}\n(?:[ \t][^\n]{0,2000}\n){0,50}){0,60}?"
    rb"(?:received|mime-version|message-id):",
    re.IGNORECASE,
)
# Bytes that no text holds; tab, line breaks, form feed and escape may stand in one.
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_STARTS: tuple[tuple[bytes, Kind], ...] = (
    (b"PK\x03\x04", Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.OLE),
    (b"{\\rtf", Kind.RTF),
    (b"\xff\xd8\xff", Kind.IMAGE),
    (b"\x89PNG\r\n\x1a\n", Kind.IMAGE),
    (b"GIF87a", Kind.IMAGE),
    (b"GIF89a", Kind.IMAGE),
    (b"II*\x00", Kind.IMAGE),
    (b"MM\x00*", Kind.IMAGE),
    (b"BM", Kind.IMAGE),
    (b"\x00\x00\x01\x00", Kind.IMAGE),
    (b"\xd7\xcd\xc6\x9a", Kind.IMAGE),
    (b"\x01\x00\x00\x00\x6c\x00", Kind.IMAGE),
    (b"\x1aE\xdf\xa3", Kind.FILM),
    (b"\x00\x00\x01\xba", Kind.FILM),
    (b"FLV\x01", Kind.FILM),
    (b"ID3", Kind.SOUND),
    (b"OggS", Kind.SOUND),
    (b"fLaC", Kind.SOUND),
    (b"\xff\xfb", Kind.SOUND),
    (b"\x1f\x8b", Kind.PACKED),
    (b"Rar!\x1a\x07", Kind.PACKED),
    (b"7z\xbc\xaf\x27\x1c", Kind.PACKED),
    (b"BZh", Kind.PACKED),
    (b"\xfd7zXZ\x00", Kind.PACKED),
    (b"\x78\x9f\x3e\x22", Kind.TNEF),
    (b"-----BEGIN PGP MESSAGE", Kind.SEALED),
)
_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis")
_RIFF = {b"WEBP": Kind.IMAGE, b"WAVE": Kind.SOUND, b"AVI ": Kind.FILM}


def kind_of(data: bytes, name: str = "", media_type: str = "") -> Kind:
    """The kind of a file.

    >>> kind_of(b"%PDF-1.7 ...", "letter.docx").value, kind_of(b"a,b", "a.csv").value
    ('pdf', 'text')
    """
    if not data.strip(b"\x00 \t\r\n"):
        return Kind.EMPTY
    name = name.lower()
    if name.endswith(_SIGNATURES) or media_type.endswith(("pkcs7-signature", "pgp-signature")):
        return Kind.EMPTY
    by_bytes = binary_kind(data)
    if by_bytes is not None:
        return by_bytes
    if name.endswith(_SEALED_NAMES) or media_type.startswith("application/pkcs7-mime"):
        return Kind.SEALED
    if not _is_text(data):
        return Kind.UNKNOWN
    if _CARD.match(data[:200]) or name.endswith(_CARD_NAMES):
        return Kind.CARD
    if name.endswith(_MAIL_NAMES) or media_type == "message/rfc822" or (_MAIL.match(data[:20_000])):
        return Kind.MAIL
    if name.endswith(_HTML_NAMES) or _HTML.match(data[:1000]):
        return Kind.HTML
    return Kind.TEXT


def binary_kind(data: bytes) -> Kind | None:
    """The kind that the first bytes show beyond doubt, None where they could be text."""
    head = data[:64]
    for start, kind in _STARTS:
        if head.startswith(start):
            # "BM" begins words too; a bitmap's header says its own size, and zeros follow.
            if start == b"BM" and head[6:10] != b"\x00\x00\x00\x00":
                continue
            return kind
    if head[4:8] == b"ftyp":
        return Kind.IMAGE if head[8:12] in _BRANDS else Kind.FILM
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[4:8] in (b"moov", b"mdat", b"wide"):
        return Kind.FILM
    # A PDF may begin with a few stray bytes.
    return Kind.PDF if b"%PDF-" in data[:1024] else None


def _is_text(data: bytes) -> bool:
    """Could it be text? Few control bytes, or UTF-16 by its mark or its zeros."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    sample = data[:4000]
    odd = len(_CONTROL.findall(sample))
    if odd * 100 <= len(sample):
        return True
    half = len(sample) // 2
    zeros = max(sample[0::2].count(0), sample[1::2].count(0))
    return zeros * 10 > half * 8 and odd - zeros <= half // 20
