"""What a file of an archive is: by its first bytes, then by its ending."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePosixPath


class Kind(StrEnum):
    """Kinds of files that an archive is made of."""

    MBOX = "mbox"
    EML = "eml"
    EMLX = "emlx"
    MSG = "msg"
    PST = "pst"
    GZIP = "gzip"
    ZIP = "zip"
    COMPANION = "companion"
    EMPTY = "empty"
    OTHER = "other"


_FIRST_HEADER = re.compile(rb"[!-9;-~]+[ \t]*:")
_MAIL_HEADER = re.compile(
    rb"^(?:received|return-path|message-id|mime-version|content-type|dkim-signature|delivered-to|from|to|"
    rb"subject|date)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_MAIL_ENDINGS = frozenset({".eml", ".mail", ".mht"})
# Files that mail programs keep beside the mail; there is no message in them.
_COMPANION = re.compile(
    r"dovecot|maildirfolder$|maildirsize$|subscriptions$|courierimap|\.ds_store$|thumbs\.db$|desktop\.ini$|"
    r".*\.(?:msf|dat|index|log|cache|lock|sqlite|plist)$|__macosx|\._",
    re.IGNORECASE,
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def kind_of(name: str, head: bytes) -> Kind:
    """The kind of a file by its name (with the folders above it) and its first bytes.

    >>> kind_of("Inbox", b"From a@b Mon Jan  1 10:00:00 2024\\nTo: x").value, kind_of("a.eml", b"Hi").value
    ('mbox', 'eml')
    """
    path = PurePosixPath(name)
    ending = path.suffix.lower()
    in_maildir = path.parent.name in ("cur", "new")
    if not in_maildir and (_COMPANION.match(path.name) or path.parent.name == "tmp"):
        return Kind.COMPANION
    for magic, kind in (
        (b"!BDN", Kind.PST),
        (b"\x1f\x8b", Kind.GZIP),
        (b"PK\x03\x04", Kind.ZIP),
        (b"PK\x05\x06", Kind.ZIP),
    ):
        if head.startswith(magic):
            return kind
    if head.startswith(_OLE):
        return Kind.MSG if ending in (".msg", "") else Kind.OTHER
    if ending == ".emlx" and head[:12].partition(b"\n")[0].strip().isdigit():
        return Kind.EMLX
    if in_maildir or ending in _MAIL_ENDINGS:
        return Kind.EML
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if not text:
        return Kind.MBOX if ending in (".mbox", "") else Kind.EMPTY
    if text.startswith(b"From ") or ending == ".mbox":
        return Kind.MBOX
    if _FIRST_HEADER.match(text) and _MAIL_HEADER.search(text):
        return Kind.EML
    return Kind.OTHER
