"""Workbooks as raw XML, for what no library writes."""

import zipfile

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_LINKS = {
    "rId1": ("worksheet", "worksheets/sheet1.xml"),
    "rId2": ("sharedStrings", "sharedStrings.xml"),
    "rId3": ("styles", "styles.xml"),
}


def write_raw(path, cells, shared=(), formats=(), from_1904=False):
    """Write a workbook whose first column holds these cells, below a heading ``q1``.

    Parameters
    ----------
    cells
        The XML of each, such as ``<c><v>5</v></c>``; ``s="1"`` is the first of `formats`.
    shared
        The XML of what shared texts hold, such as ``<t>five</t>``.
    """
    links = "".join(
        f'<Relationship Id="{link}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for link, (kind, target) in _LINKS.items()
    )
    numbers = "".join(
        f'<numFmt numFmtId="{at}" formatCode="{code}"/>' for at, code in enumerate(formats, 170)
    )
    styles = "".join(f'<xf numFmtId="{at}"/>' for at in (0, *range(170, 170 + len(formats))))
    rows = ['<c t="inlineStr"><is><t>q1</t></is></c>', *cells]
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_OFFICE}">'
        f'<workbookPr date1904="{int(from_1904)}"/>'
        f'<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f"{links}</Relationships>",
        "xl/worksheets/sheet1.xml": f"<worksheet {_MAIN}><sheetData>"
        f"{''.join(f'<row>{cell}</row>' for cell in rows)}</sheetData></worksheet>",
        "xl/sharedStrings.xml": f"<sst {_MAIN}>"
        f"{''.join(f'<si>{text}</si>' for text in shared)}</sst>",
        "xl/styles.xml": f"<styleSheet {_MAIN}><numFmts>{numbers}</numFmts>"
        f"<cellXfs>{styles}</cellXfs></styleSheet>",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path
