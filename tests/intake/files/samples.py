"""Small files of every kind, made when a test asks; everybody in them is invented.

The secret of each lies where a plain reader of the format would miss it, too.
"""

from __future__ import annotations

import io
import struct
import zipfile
from functools import cache

from tests.intake.files.cfb import compound

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
A = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Report for Wren Ashby</dc:title>'
    "<dc:creator>S Patel</dc:creator><cp:lastModifiedBy>J Brook</cp:lastModifiedBy></cp:coreProperties>"
)
RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" '
    'Type="hyperlink" Target="mailto:wren.mum@mail.example" TargetMode="External"/></Relationships>'
)


def zipped(members: dict[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return out.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:pPr><w:tabs><w:tab w:pos='1'/></w:tabs></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


@cache
def docx() -> bytes:
    cells = "".join(f"<w:tc>{paragraph(c)}</w:tc>" for c in ("Pupil", "DOB"))
    cells2 = "".join(f"<w:tc>{paragraph(c)}</w:tc>" for c in ("Wren Ashby", "04/05/2017"))
    body = (
        f"<w:document {W}><w:body>{paragraph('Autumn report')}"
        f"<w:tbl><w:tr>{cells}</w:tr><w:tr>{cells2}</w:tr></w:tbl>"
        '<w:p><w:r><w:t>Made good </w:t></w:r><w:del w:author="R Adeyemi"><w:r><w:delText>poor</w:delText>'
        '</w:r></w:del><w:r><w:t xml:space="preserve"> progress &amp; effort.</w:t></w:r>'
        "</w:p></w:body></w:document>"
    )
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": body,
            "word/header1.xml": f"<w:hdr {W}>{paragraph('Confidential: Wren Ashby, 4P')}</w:hdr>",
            "word/footnotes.xml": f"<w:footnotes {W}>{paragraph('Seen by the nurse.')}</w:footnotes>",
            "word/comments.xml": f'<w:comments {W}><w:comment w:author="Graham Holt">'
            f"{paragraph('Is this Otis?')}</w:comment></w:comments>",
            "word/_rels/document.xml.rels": RELS,
            "word/media/image1.jpg": jpeg(),
            "word/embeddings/sheet.xlsx": xlsx(),
            "docProps/core.xml": CORE,
        }
    )


@cache
def pptx() -> bytes:
    def slide(text: str, root: str = "") -> str:
        return f"<p:sld {A} {root}><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sld>"

    return zipped(
        {
            "ppt/presentation.xml": f"<p:presentation {A}/>",
            "ppt/slides/slide1.xml": slide("Welcome to Year 4"),
            "ppt/slides/slide2.xml": slide("Seating: Wren Ashby, Otis Quayle", 'show="0"'),
            "ppt/slides/slide10.xml": slide("The end"),
            "ppt/notesSlides/notesSlide1.xml": slide("Ask Otis Quayle to read"),
            "docProps/core.xml": CORE,
        }
    )


@cache
def xlsx(*, macros: bool = False) -> bytes:
    import datetime

    from openpyxl import Workbook
    from openpyxl.comments import Comment

    book = Workbook()
    sheet = book.active
    sheet.title = "Clubs"
    sheet.append(["Club", "Day", "Places"])
    sheet.append(["Chess", "Monday", 12])
    sheet["A2"].comment = Comment("Ask about Wren Ashby", "S Patel")
    sheet.oddFooter.center.text = "Office copy &P"
    sheet["C5"] = 3.5
    hidden = book.create_sheet("Medical")
    hidden.sheet_state = "hidden"
    hidden.append(["Name", "DOB", "Condition"])
    hidden.append(["Wren Ashby", datetime.date(2017, 5, 4), "Asthma"])
    hidden.row_dimensions[2].hidden = True
    hidden.column_dimensions["C"].hidden = True
    book.create_sheet("Secret").sheet_state = "veryHidden"
    book["Secret"]["B2"] = "Otis Quayle"
    book.properties.creator = "S Patel"
    book.properties.title = "Clubs"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@cache
def xls() -> bytes:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("List")
    for r, row in enumerate([["Name", "UPN"], ["Wren Ashby", "X999123456001"]]):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@cache
def ods() -> bytes:
    return _open_document(
        '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/>'
        "</style:style>",
        '<table:table table:name="Clubs"><table:table-row><table:table-cell><text:p>Chess</text:p>'
        "</table:table-cell><table:table-cell><text:p>Monday</text:p></table:table-cell></table:table-row>"
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        'table:number-columns-repeated="16384"><text:p>again</text:p></table:table-cell></table:table-row>'
        '</table:table><table:table table:name="Medical" table:style-name="ta2"><table:table-row>'
        "<table:table-cell><text:p>Wren Ashby</text:p></table:table-cell></table:table-row></table:table>",
        "spreadsheet",
    )


@cache
def odt() -> bytes:
    return _open_document(
        "", "<text:h>Report</text:h><text:p>Wren<text:s/>Ashby is<text:tab/>doing well.</text:p>", "text"
    )


def _open_document(styles: str, body: str, kind: str, manifest: str = "<m/>") -> bytes:
    spaces = " ".join(
        f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{p}:1.0"'
        for p in ("office", "text", "table", "style", "meta")
    )
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "META-INF/manifest.xml": manifest,
            "content.xml": f"<office:document-content {spaces}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body>{body}</office:body></office:document-content>",
            "styles.xml": f"<office:document-styles {spaces}><text:p>Hollybank Primary</text:p>"
            "</office:document-styles>",
            "meta.xml": f'<office:document-meta {spaces} xmlns:dc="http://purl.org/dc/elements/1.1/">'
            "<dc:title>Wren</dc:title></office:document-meta>",
        }
    )


def locked_odt() -> bytes:
    return _open_document("", "", "text", '<m:manifest xmlns:m="x"><m:encryption-data/></m:manifest>')


@cache
def pdf(*, password: str = "") -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption(password) if password else None)
    canvas.setTitle("Report for Wren Ashby")
    canvas.setAuthor("S Patel")
    canvas.drawString(72, 760, "Wren Ashby has made a good start to the year in class 4P.")
    canvas.textAnnotation("Ask Otis about this", Rect=[72, 700, 92, 720])
    canvas.acroForm.textfield(name="carer", value="Morag Ashby", x=72, y=600)
    canvas.showPage()
    canvas.drawString(72, 760, "Second page: attendance 97 per cent since September.")
    canvas.showPage()
    canvas.save()
    return out.getvalue()


@cache
def scan(*, pages: int = 2, text_page: bool = False) -> bytes:
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out)
    for number in range(pages):
        canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, 595, 842)
        canvas.drawString(10, 10, f"Scanned {number}")
        canvas.showPage()
    if text_page:
        canvas.drawString(72, 760, "A page with words that can be read by anybody who looks.")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@cache
def portfolio() -> bytes:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf())
    document.new_attachment("Otis Quayle.txt").set_data(b"Otis has a plan.")
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


@cache
def jpeg(*, place: bool = True, caption: str = "Wren on the climbing wall", form: str = "JPEG") -> bytes:
    from PIL import Image

    image = Image.new("RGB", (8, 8))
    exif = image.getexif()
    exif[0x010E] = caption
    exif[0x013B] = "S Patel"
    exif[0x9C9C] = "Year 4 trip".encode("utf-16-le")
    if place:
        exif[0x8825] = {1: "N", 2: (51.0, 33.0, 12.0), 3: "W", 4: (0.0, 26.0, 59.3)}
    out = io.BytesIO()
    image.save(out, form, exif=exif)
    return out.getvalue()


def plain_jpeg() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG")
    return out.getvalue()


XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:r="regions" xmlns:exif="e" '
    b'exif:GPSLatitude="51,33.2N"><dc:description><rdf:Alt><rdf:li>Otis with his rocket</rdf:li></rdf:Alt>'
    b'</dc:description><r:Regions><rdf:li r:Name="Wren Ashby" r:Type="Face"/></r:Regions>'
    b"</rdf:Description></rdf:RDF></x:xmpmeta>"
)


def captioned_jpeg() -> bytes:
    """A JPEG with XMP in APP1 and an IPTC caption in APP13."""
    data = plain_jpeg()
    caption = b"Otis and the drum"
    iim = b"\x1c\x02\x78" + struct.pack(">H", len(caption)) + caption
    shop = b"Photoshop 3.0\x00" + b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(iim)) + iim
    xmp = b"http://ns.adobe.com/xap/1.0/\x00" + XMP
    segments = b"".join(
        mark + struct.pack(">H", len(body) + 2) + body
        for mark, body in ((b"\xff\xe1", xmp), (b"\xff\xed", shop))
    )
    return data[:2] + segments + data[2:]


def png() -> bytes:
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Description", "Wren Ashby at the fair")
    info.add_itxt("Comment", "Otis too", zip=True)
    info.add_text("Warning", "Morag", zip=True)
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def film() -> bytes:
    return (
        b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"
        + b"\x00\x00\x00\x20moov\xa9xyz\x00\x12\x15\xc7+51.5533-000.4498/"
    )


RTF = (
    rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\*\generator Word;}{\info{\title Wren report}"
    rb"{\author S Patel}}{\header\pard Hollybank\par}\uc1 Zo\'eb Ashby is \u8220?well\u8221?.\par "
    rb"\trowd Name\cell DOB\cell\row Wren\cell 04/05/2017\cell\row{\*\annotation Is this Otis?}"
    rb"{\pict\wmetafile8 0123456789abcdef}}"
)
CARD = (
    b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Fa=C3=AF;=\r\nWren\r\n"
    b"TEL:07700 900\r\n 123\r\nNOTE:Mum of Wren\\, 4P\r\nPHOTO;ENCODING=b:AAAA\r\n AAAA\r\nEND:VCARD\r\n"
)


def doc() -> bytes:
    narrow, wide = b"Wren Ashby has settled\r", "Zoë Quayle\x07too\r".encode("utf-16-le")
    stream = bytearray(8192)
    stream[0x200 : 0x200 + len(narrow)] = narrow
    stream[0x400 : 0x400 + len(wide)] = wide
    first, second = len(narrow), len(wide) // 2
    pieces = struct.pack("<III", 0, first, first + second)
    pieces += struct.pack("<HIH", 0, 0x200 * 2 | 0x40000000, 0) + struct.pack("<HIH", 0, 0x400, 0)
    clx = b"\x01\x02\x00\x00\x00" + b"\x02" + struct.pack("<I", len(pieces)) + pieces
    struct.pack_into("<H", stream, 0x0A, 0x0200)
    struct.pack_into("<II", stream, 0x1A2, 0, len(clx))
    return compound({"WordDocument": bytes(stream), "1Table": clx})


def locked_doc() -> bytes:
    stream = bytearray(8192)
    struct.pack_into("<H", stream, 0x0A, 0x0100)
    return compound({"WordDocument": bytes(stream), "0Table": b""})


def ppt() -> bytes:
    wide = "Seating: Wren".encode("utf-16-le")
    text = struct.pack("<HHI", 0, 0x0FA0, len(wide)) + wide + struct.pack("<HHI", 0, 0x0FA8, 4) + b"Otis"
    return compound({"PowerPoint Document": struct.pack("<HHI", 0x0F, 0x03E8, len(text)) + text})


def msg() -> bytes:
    def wide(text: str) -> bytes:
        return text.encode("utf-16-le")

    inner = "__attach_version1.0_#00000001/__substg1.0_3701000D"
    return compound(
        {
            "__properties_version1.0": b"\x00" * 32,
            "__substg1.0_0C1A001F": wide("Sunil Patel"),
            "__substg1.0_0E04001F": wide("Parent One"),
            "__substg1.0_0037001F": wide("Wren's week"),
            "__substg1.0_1000001F": wide("Dear all,\r\nWren Ashby did well."),
            "__recip_version1.0_#00000000/__substg1.0_39FE001F": wide("parent1@mail.example"),
            "__attach_version1.0_#00000000/__substg1.0_3707001F": wide("Otis Quayle.txt"),
            "__attach_version1.0_#00000000/__substg1.0_37010102": b"Otis has a plan.".ljust(4096),
            f"{inner}/__properties_version1.0": b"\x00" * 24,
            f"{inner}/__substg1.0_0037001F": wide("Older mail"),
            f"{inner}/__substg1.0_1000001F": wide("About Morag"),
        }
    )


def encrypted_office() -> bytes:
    return compound({"EncryptionInfo": b"\x04\x00", "EncryptedPackage": b"\x01" * 5000})


def eml() -> bytes:
    return (
        b"From: Sunil Patel <s.patel@hollybank.sch.example>\r\nTo: parent1@mail.example\r\n"
        b"Subject: Wren's week\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
        b"--x\r\nContent-Type: text/plain\r\n\r\nWren Ashby did well.\r\n"
        b'--x\r\nContent-Type: application/octet-stream; name="list.csv"\r\n'
        b"Content-Disposition: attachment\r\n\r\nName,DOB\r\nOtis,1/2/2017\r\n--x--\r\n"
    )


def locked_zip() -> bytes:
    """A zip whose member is marked as encrypted (its content is not, which nobody can know)."""
    data = bytearray(zipped({"Wren Ashby.txt": "secret"}))
    data[6] |= 1
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def bomb(*, megabytes: int = 300) -> bytes:
    return zipped({"a.txt": b"\x00" * (megabytes * 1_000_000)})


def entity_bomb() -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    body = (
        f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "lol">{entities}]><w:document {W}>&e9;</w:document>'
    )
    return zipped({"word/document.xml": body})


def nested_zip(depth: int) -> bytes:
    data = zipped({"end.txt": "Wren Ashby"})
    for n in range(depth):
        data = zipped({f"{n}.zip": data})
    return data


def wide_sheet() -> bytes:
    """Two cells in opposite corners: a reader that makes room for all runs out of memory."""
    x = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    o = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/></Types>',
            "xl/workbook.xml": f'<workbook xmlns="{x}" xmlns:r="{o}"><sheets>'
            '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
            f'relationships"><Relationship Id="r1" Type="{o}/worksheet" Target="worksheets/sheet1.xml"/>'
            "</Relationships>",
            "xl/sharedStrings.xml": f'<sst xmlns="{x}"><si><t>Wren Ashby</t></si></sst>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{x}"><sheetData>'
            '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
            '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>',
        }
    )


# Name -> (maker, words that must be found somewhere in it).
READABLE = {
    "report.docx": (docx, ["Wren Ashby\t04/05/2017", "poor", "R Adeyemi", "Seen by the nurse",
                           "Is this Otis?",
                           "Graham Holt", "wren.mum@mail.example", "Report for Wren Ashby", "GPS 51.5533 N",
                           "Confidential: Wren Ashby, 4P", "Asthma", "progress & effort"]),
    "talk.pptx": (pptx, ["Welcome to Year 4", "Seating: Wren Ashby", "Ask Otis Quayle to read", "J Brook"]),
    "clubs.xlsx": (xlsx, ["Chess\tMonday\t12", "Ask about Wren Ashby", "Wren Ashby\t04/05/2017\tAsthma",
                          "Otis Quayle", "Office copy", "S Patel", "3.5"]),
    "list.xls": (xls, ["Name\tUPN", "Wren Ashby\tX999123456001"]),
    "clubs.ods": (ods, ["Chess\tMonday", "Wren Ashby", "Medical", "Hollybank"]),
    "report.odt": (odt, ["Wren Ashby is\tdoing well."]),
    "report.pdf": (pdf, ["Wren Ashby has made", "Second page", "Ask Otis about this", "Morag Ashby",
                         "Report for Wren Ashby", "S Patel"]),
    "portfolio.pdf": (portfolio, ["Wren Ashby has made", "Otis has a plan."]),
    "photo.jpg": (jpeg, ["Wren on the climbing wall", "Year 4 trip", "GPS 51.5533 N 0.4498 W"]),
    "photo.webp": (lambda: jpeg(form="WEBP"), ["Wren on the climbing wall", "GPS 51.5533 N"]),
    "photo.tiff": (lambda: jpeg(form="TIFF", place=False), ["Wren on the climbing wall"]),
    "press.jpg": (captioned_jpeg, ["Otis and the drum", "Otis with his rocket", "Wren Ashby", "51,33.2N"]),
    "fair.png": (png, ["Wren Ashby at the fair", "Otis too", "Morag"]),
    "notes.rtf": (lambda: RTF, ["Zoë Ashby is “well”.", "Wren\t04/05/2017", "Is this Otis?", "S Patel",
                              "Hollybank"]),
    "parent.vcf": (lambda: CARD, ["07700 900123", "Mum of Wren, 4P", "Faï;Wren"]),
    "old.doc": (doc, ["Wren Ashby has settled", "Zoë Quayle\ttoo"]),
    "old.ppt": (ppt, ["Seating: Wren", "Otis"]),
    "mail.msg": (msg, ["Wren's week", "Wren Ashby did well.", "parent1@mail.example", "Otis has a plan.",
                       "About Morag"]),
    "mail.eml": (eml, ["Wren's week", "Wren Ashby did well.", "Otis,1/2/2017"]),
    "page.html": (lambda: b"<html><p>Wren<br>Ashby</p><a href='mailto:wren@mail.example'>us</a></html>",
                  ["Wren\nAshby", "wren@mail.example"]),
    "list.csv": (lambda: "Name,DOB\nZoë,1/2/2017".encode("utf-16"), ["Zoë,1/2/2017"]),
    "notes.md": (lambda: b"# Wren\nAshby", ["# Wren\nAshby"]),
    "files.zip": (lambda: zipped({"a/Wren Ashby.txt": "in the box", "b.xlsx": xlsx(),
                                   "c.zip": nested_zip(1)}),
                  ["in the box", "Asthma", "Wren Ashby"]),
}  # fmt: skip
# Name -> (maker, a word of the reason that must be given).
UNREADABLE = {
    "locked.pdf": (lambda: pdf(password="x"), "password"),
    "scan.pdf": (scan, "pictures"),
    "locked.xlsx": (encrypted_office, "password"),
    "locked.doc": (locked_doc, "password"),
    "locked.odt": (locked_odt, "password"),
    "locked.zip": (locked_zip, "password"),
    "bomb.zip": (bomb, "bomb"),
    "entities.docx": (entity_bomb, "entities"),
    "deep.zip": (lambda: nested_zip(12), "deep"),
    "wide.xlsx": (wide_sheet, "too many cells"),
    "cut.pdf": (lambda: b"%PDF-1.4 cut", "damaged"),
    "cut.docx": (lambda: docx()[:400], "damaged"),
    "cut.doc": (lambda: doc()[:600], "damaged"),
    "report.rar": (lambda: b"Rar!\x1a\x07\x00" + b"\x01" * 50, "packed"),
    "song.mp3": (lambda: b"ID3\x04" + b"\x01" * 50, "sound"),
    "clip.mp4": (film, "film"),
    "mail.p7m": (lambda: b"\x30\x82\x01" + b"\x02\x80" * 50, "encrypted"),
    "winmail.dat": (lambda: b"\x78\x9f\x3e\x22" + b"\x01" * 50, "winmail"),
    "thing.bin": (lambda: bytes(range(256)) * 4, "not known"),
}
