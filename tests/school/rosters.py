"""What the tests of the readers share: the fixtures' folder, an import of them, small builders."""

import dataclasses
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

from msgguard.school.importing import import_roster
from msgguard.school.readers.person import Options

DATA = Path(__file__).parent.parent / "data" / "rosters"
OPTIONS = Options(today=date(2026, 9, 10))


def bring_in(*names, keep=True, **more):
    """The outcome of importing fixtures (names) or other paths."""
    options = dataclasses.replace(OPTIONS, **more.pop("options", {}))
    paths = [name if isinstance(name, Path) else DATA / name for name in names]
    return import_roster(paths, options, keep_identifiers=keep, **more)


def pupils(outcome):
    return {p.id: p for p in outcome.roster.pupils}


def guardians(outcome):
    """Guardians by name."""
    return {f"{g.given} {g.family}".strip(): g for g in outcome.roster.guardians}


def notes(outcome, kind):
    return [n for n in outcome.notes if n.kind == kind]


def xlsx(rows):
    """The smallest workbook that holds these rows of text."""
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{escape(c)}</t></is></c>' for c in row) + "</row>"
        for row in rows
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets>'
        '<sheet name="Pupils" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()
