"""PDF files: text page by page, form fields and comments, title and author, files inside.

Read by PDFium. Locked files and pages that are only pictures of text are told.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

from msgguard.intake.files.limits import Found, Unread
from msgguard.intake.files.read import read_member

# PDFium may be used by one thread at a time.
_LOCK = threading.Lock()
# A page with fewer characters than this and a picture is a scan: the rest is a stamp or a number.
_FEW = 40
_MOST_NOTES = 2_000
_PROPERTIES = ("Title", "Author", "Subject", "Keywords", "Creator")


def read(data: bytes, found: Found) -> None:
    """Read a PDF; raises Unread if it is locked, damaged, or holds no text at all."""
    import pypdfium2

    with _LOCK:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            locked = getattr(error, "err_code", None) == pypdfium2.raw.FPDF_ERR_PASSWORD
            raise Unread(
                "it is locked with a password" if locked else "it is damaged, or not a whole file"
            ) from None
        try:
            inside = _read(document, found)
        finally:
            document.close()
    for name, content in inside:
        read_member(name, content, found)


def _read(document: Any, found: Found) -> list[tuple[str, bytes]]:
    count, limits = len(document), found.budget.limits
    pictures: list[int] = []
    texts: list[str] = []
    notes: list[str] = []
    try:
        for index in range(min(count, limits.pages)):
            found.budget.check()
            text, is_picture = _page(document, index, notes)
            if is_picture:
                pictures.append(index + 1)
            texts.append(text)
    finally:
        found.text("\n\n".join(filter(None, texts)))
        found.section("form and comments", "\n".join(notes))
    if count > limits.pages:
        found.note(f"it has more than {limits.pages} pages; the rest was not read")
    properties = document.get_metadata_dict(skip_empty=True)
    found.section("properties", "\n".join(f"{k}: {properties[k]}" for k in _PROPERTIES if k in properties))
    if pictures:
        found.note(_told(pictures, count))
    return list(_inside(document, found))


def _page(document: Any, index: int, notes: list[str]) -> tuple[str, bool]:
    """The text of a page, and whether the page is only a picture."""
    import pypdfium2

    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        return "", True
    try:
        if len(notes) < _MOST_NOTES:
            notes.extend(_annotations(page))
        textpage = page.get_textpage()
        try:
            text = textpage.get_text_range().replace("\r\n", "\n").replace("\x02", "").strip()
        finally:
            textpage.close()
        drawn = pypdfium2.raw.FPDFPage_CountObjects(page)
        if len(text) >= _FEW or not drawn:
            return text, False
        if not text:
            return "", True
        kinds = [pypdfium2.raw.FPDF_PAGEOBJ_IMAGE, pypdfium2.raw.FPDF_PAGEOBJ_FORM]
        return text, any(True for _ in page.get_objects(filter=kinds, max_depth=1))
    finally:
        page.close()


def _told(pictures: list[int], count: int) -> str:
    if len(pictures) == count:
        return "it holds only pictures of pages, as a scan does"
    shown = ", ".join(map(str, pictures[:10])) + (" …" if len(pictures) > 10 else "")
    return f"page {shown} is only a picture" if len(pictures) == 1 else f"pages {shown} are only pictures"


def _annotations(page: Any) -> Iterator[str]:
    """Comments, and what was filled into form fields (which the page's own text lacks)."""
    from pypdfium2 import raw

    for index in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST_NOTES)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            values = [_string(annotation, key) for key in (b"T", b"Contents", b"V")]
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
        if any(values[1:]):
            yield ": ".join(filter(None, values))


def _string(annotation: Any, key: bytes) -> str:
    import ctypes

    from pypdfium2 import raw

    length = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if length <= 2 or length > 200_000:
        return ""
    buffer = ctypes.create_string_buffer(length)
    raw.FPDFAnnot_GetStringValue(annotation, key, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), length)
    return buffer.raw[: length - 2].decode("utf-16-le", "replace")


def _inside(document: Any, found: Found) -> Iterator[tuple[str, bytes]]:
    import pypdfium2

    for index in range(min(document.count_attachments(), found.budget.limits.members)):
        try:
            inner = document.get_attachment(index)
            name, content = inner.get_name(), bytes(inner.get_data())
        except pypdfium2.PdfiumError:
            found.note("a file inside it could not be read")
            continue
        found.budget.unpack(len(content), len(content))
        yield name or f"file {index + 1}", content
