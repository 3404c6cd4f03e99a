"""What Excel refuses, repairs or drops without a word in a workbook, and the schemas of its XML allow.

``openxml-audit`` holds each element to Microsoft's schemas; what one part says of another, and most limits, no schema
says. Sources: "Excel specifications and limits" of Microsoft's support pages, and ECMA-376 part 1, section 18.
"""

import re
from collections import Counter
from itertools import combinations

from excel_formulas import read_formula
from excel_parts import COLUMNS, MAIN, OFFICE, ROWS, Area, Package, area
from openpyxl.utils import get_column_letter

MOST_LINKS, MOST_FORMATS, MOST_FONTS, MOST_TEXT = 65_530, 65_490, 1_024, 32_767
_MOST_ADDRESS, _MOST_HEADER, _MOST_NAME, _MOST_LIST = 2_079, 255, 255, 255
_PROMPTS = {"promptTitle": 32, "prompt": 255, "errorTitle": 32, "error": 255}
_NAME = re.compile(r"[^\W\d][\w.?\\]*|\\[\w.?\\]*")
_REFERENCE = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*|[RrCc]")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?")
# What a part is to another, and how its own type ends.
_TYPES = {
    "worksheet": "worksheet",
    "table": "table",
    "comments": "comments",
    "styles": "styles",
    "sharedStrings": "sharedStrings",
    "chart": "chart",
    "drawing": "drawing",
    "theme": "theme",
}
_KINDS = {"n", "s", "str", "b", "e", "inlineStr", "d"}


def faults(data):
    """What is wrong in a workbook, each as one sentence that begins with its place.

    Args:
        data: the bytes of the file.
    """
    package = Package(data)
    checks = (
        parts,
        sheet_names,
        tables,
        names,
        cells,
        formulas,
        links,
        validations,
        merged,
        conditions,
        styles,
        charts,
        notes,
    )
    return [fault for check in checks for fault in check(package)]


def parts(package):
    """Each part is there once, with its type, and so is each that another is tied to."""
    yield from _repeated("parts", package.names)
    declared, by_ending = package.types
    for name in {*declared} - {*package.names}:
        yield f"{name}: has a type, and is not there"
    for name in package.names:
        ending = name.rpartition(".")[2].casefold()
        if name != "[Content_Types].xml" and name not in declared and ending not in by_ending:
            yield f"{name}: no type"
        for kind, target, is_outside in package.targets(name).values():
            if not is_outside and target not in package.names:
                yield f"{name}: tied to {target}, which is not there"
            elif kind in _TYPES and not declared.get(target, "").endswith(f".{_TYPES[kind]}+xml"):
                yield f"{target}: {declared.get(target)} is no type of a {kind}"


def sheet_names(package):
    yield from _repeated("sheets", [it.name for it in package.sheets])
    for it in package.sheets:
        if not 1 <= _units(it.name) <= 31:
            yield f"{it.name}: a name of {_units(it.name)} characters, at most 31"
        if re.search(r"[\[\]:*?/\\]|^'|'$", it.name) or it.name.casefold() == "history":
            yield f"{it.name}: no name that a sheet may have"


def tables(package):
    found = package.tables
    yield from _repeated("tables", [it.name for it in found])
    yield from _repeated("table ids", [it.root.get("id") for it in found])
    for it in found:
        if not _is_name(it.name):
            yield f"{it.name}: no name that a table may have"
        if not it.area.is_on_a_sheet or it.data.top > it.data.bottom:
            yield f"{it.name}: {it.root.get('ref')} is no block of a sheet with a row of data"
        if len(it.columns) != it.area.right - it.area.left + 1:
            yield f"{it.name}: {len(it.columns)} columns in {it.root.get('ref')}"
        yield from _repeated(f"{it.name}: headings", [name for _, name in it.columns])
        for filtered in it.root.iter(f"{MAIN}autoFilter"):
            whole = Area(it.area.top, it.area.left, it.area.bottom - it.totals, it.area.right)
            if area(filtered.get("ref", "")) != whole:
                yield f"{it.name}: filters {filtered.get('ref')}"
        yield from _headings(package, it)
    for one, other in combinations(found, 2):
        if one.sheet == other.sheet and one.area.meets(other.area):
            yield f"{one.name}: overlaps {other.name}"


def _headings(package, table):
    """A heading is a text in its cell, and the same as in the table: Excel repairs the file where it is not."""
    if not table.headings:
        return
    sheet = next(it for it in package.sheets if it.name == table.sheet)
    texts = {
        cell.place: _text(package, cell)
        for row, found in sheet.rows
        if row.get("r") == str(table.area.top)
        for cell in found
    }
    for column, name in table.columns:
        place = f"{get_column_letter(column)}{table.area.top}"
        if texts.get(place) != name:
            yield f"{table.name}: heading {name!r}, and {texts.get(place)!r} in {table.sheet}!{place}"


def names(package):
    found = package.defined
    yield from _repeated("names", [(local or "", name) for name, local, _ in found])
    taken = {it.name.casefold() for it in package.tables}
    for name, local, text in found:
        if not (name.startswith("_xlnm.") or _is_name(name)) or name.casefold() in taken:
            yield f"{name}: no name that may be defined"
        if local is not None and int(local) >= len(package.sheets):
            yield f"{name}: of sheet {local}, and there are {len(package.sheets)}"
        yield from (f"{name}: {fault}" for fault in _of_formula(package, text))


def cells(package):
    strings, formats = package.strings, package.counted("cellXfs")
    for text in strings:
        if _units(text) > MOST_TEXT:
            yield f"texts: one of {_units(text)} characters, at most {MOST_TEXT}"
    for sheet in package.sheets:
        last = 0
        for row, found in sheet.rows:
            number, column = int(row.get("r", "0")), 0
            if not last < number <= ROWS:
                yield f"{sheet.name}: row {number} behind row {last}"
            last = number
            for cell in found:
                block = area(cell.place)
                if block is None or block.top != number or not column < block.left <= COLUMNS:
                    yield f"{sheet.name}!{cell.place}: stands in row {number} behind column {column}"
                column = block.left if block else column
                yield from (f"{sheet.name}!{cell.place}: {it}" for it in _of_cell(cell, len(strings), formats))


def _of_cell(cell, strings, formats):
    if cell.style >= max(formats, 1):
        yield f"style {cell.style}, and there are {formats}"
    if cell.kind not in _KINDS:
        yield f"kind {cell.kind}"
    if cell.kind == "s" and not (cell.value.isdecimal() and int(cell.value) < strings):
        yield f"text {cell.value}, and there are {strings}"
    if cell.kind == "n" and cell.value and not _NUMBER.fullmatch(cell.value):
        yield f"{cell.value} is no number"
    if cell.kind == "b" and cell.value not in {"0", "1"}:
        yield f"{cell.value} is neither true nor false"
    if cell.kind in {"str", "inlineStr"} and _units(cell.value) > MOST_TEXT:
        yield f"a text of {_units(cell.value)} characters, at most {MOST_TEXT}"


def formulas(package):
    for sheet in package.sheets:
        known = {}
        for _, found in sheet.rows:
            for cell in found:
                if not cell.formula:
                    continue
                if cell.formula not in known:
                    known[cell.formula] = list(_of_formula(package, cell.formula))
                yield from (f"{sheet.name}!{cell.place}: {fault}" for fault in known[cell.formula])
                if _reaches_itself(package, sheet, cell):
                    yield f"{sheet.name}!{cell.place}: reaches its own cell"


def _of_formula(package, text):
    """What a formula or the text behind a name refers to and is not there."""
    read = read_formula(text)
    yield from read.faults
    (sheets, called), by_name = package.called, package.by_name
    for sheet, _ in read.areas:
        if sheet and sheet.casefold() not in sheets:
            yield f"no sheet {sheet}"
    for name, _, columns in read.tables:
        if name.casefold() not in by_name:
            yield f"no table {name}"
            continue
        for column in columns:
            if column.casefold() not in by_name[name.casefold()].by_name:
                yield f"no column {column} in {name}"
    for name in read.names:
        if name.casefold() not in called:
            yield f"nothing is called {name}"


def _reaches_itself(package, sheet, cell):
    read, own = read_formula(cell.formula), area(cell.place)
    if own is None:
        return False
    if any(_holds(package, sheet, own, it) for it in read.tables):
        return True
    blocks = (area(block) for name, block in read.areas if name.casefold() in {"", sheet.name.casefold()})
    return any(block.holds(own.top, own.left) for block in blocks if block)


def _holds(package, sheet, own, reference):
    name, words, columns = reference
    table = package.by_name.get(name.casefold())
    if table is None or table.sheet != sheet.name:
        return False
    numbers = [table.by_name.get(it.casefold(), 0) for it in columns]
    left, right = (min(numbers), max(numbers)) if numbers else (table.area.left, table.area.right)
    first, last = table.data.top, table.data.bottom
    if "#this row" in words:
        first = last = own.top
    if "#all" in words or "#headers" in words:
        first = table.area.top
    if "#all" in words or "#totals" in words:
        last = table.area.bottom
    return left <= own.left <= right and first <= own.top <= last


def links(package):
    for sheet in package.sheets:
        found, targets = list(sheet.every("hyperlink")), package.targets(sheet.part)
        if len(found) > MOST_LINKS:
            yield f"{sheet.name}: {len(found)} links, at most {MOST_LINKS}"
        yield from _repeated(f"{sheet.name}: linked cells", [it.get("ref") for it in found])
        for it in found:
            yield from (f"{sheet.name}!{it.get('ref')}: {fault}" for fault in _of_link(package, it, targets))


def _of_link(package, link, targets):
    block, key, location = area(link.get("ref", "")), link.get(f"{OFFICE}id"), link.get("location", "")
    if block is None or not block.is_on_a_sheet:
        yield "no cell that a link may stand in"
    if key is not None and key not in targets:
        yield f"no relation {key}"
    elif key is not None and _units(targets[key][1]) > _MOST_ADDRESS:
        yield f"an address of {_units(targets[key][1])} characters, at most {_MOST_ADDRESS}"
    elif key is None and not location:
        yield "leads nowhere"
    if key is None and location:
        yield from _of_formula(package, location)
    if _units(link.get("tooltip", "")) > _MOST_NAME:
        yield f"a hint of {_units(link.get('tooltip'))} characters, at most {_MOST_NAME}"


def validations(package):
    for sheet in package.sheets:
        for it in sheet.every("dataValidation"):
            place = f"{sheet.name}!{it.get('sqref')}"
            yield from (f"{place}: {fault}" for fault in _of_blocks(it.get("sqref", "")))
            for formula in (child.text or "" for child in it):
                if formula.startswith('"') and _units(formula) - 2 > _MOST_LIST:
                    yield f"{place}: a list of {_units(formula) - 2} characters, at most {_MOST_LIST}"
                yield from (f"{place}: {fault}" for fault in _of_formula(package, formula))
            for name, most in _PROMPTS.items():
                if _units(it.get(name, "")) > most:
                    yield f"{place}: {name} of {_units(it.get(name))} characters, at most {most}"


def merged(package):
    for sheet in package.sheets:
        blocks = [(text, block) for text, block in sheet.merged if block]
        if len(blocks) < len(sheet.merged):
            yield f"{sheet.name}: merged cells that are no block"
        on_sheet = [(it.name, it.area) for it in package.tables if it.sheet == sheet.name]
        for text, block in blocks:
            if not block.is_on_a_sheet or (block.top, block.left) == (block.bottom, block.right):
                yield f"{sheet.name}!{text}: no block of several cells"
            yield from (f"{sheet.name}!{text}: merged in {name}" for name, table in on_sheet if block.meets(table))
        for (text, one), (name, other) in combinations(blocks, 2):
            if one.meets(other):
                yield f"{sheet.name}!{text}: overlaps {name}"


def conditions(package):
    known = package.counted("dxfs")
    for sheet in package.sheets:
        for formatting in sheet.every("conditionalFormatting"):
            place = f"{sheet.name}!{formatting.get('sqref')}"
            yield from (f"{place}: {fault}" for fault in _of_blocks(formatting.get("sqref", "")))
            for rule in formatting.iter(f"{MAIN}cfRule"):
                if int(rule.get("dxfId", "0")) >= known and rule.get("dxfId"):
                    yield f"{place}: format {rule.get('dxfId')}, and there are {known}"
                for formula in rule.iter(f"{MAIN}formula"):
                    yield from (f"{place}: {fault}" for fault in _of_formula(package, formula.text or ""))
    for table in package.tables:
        for element in table.root.iter():
            for name in ("dataDxfId", "headerRowDxfId", "totalsRowDxfId"):
                if int(element.get(name, "0")) >= max(known, 1):
                    yield f"{table.name}: format {element.get(name)}, and there are {known}"


def styles(package):
    formats, fonts = package.counted("cellXfs"), package.counted("fonts")
    if formats > MOST_FORMATS:
        yield f"styles: {formats} formats, at most {MOST_FORMATS}"
    if fonts > MOST_FONTS:
        yield f"styles: {fonts} fonts, at most {MOST_FONTS}"
    own = {it.get("numFmtId") for it in package.styles.iter(f"{MAIN}numFmt")}
    for number, it in enumerate(it for group in package.styles.iter(f"{MAIN}cellXfs") for it in group):
        for name, there in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
            if int(it.get(name, "0")) >= max(package.counted(there), 1):
                yield f"styles: {name} {it.get(name)} of format {number} is not there"
        if int(it.get("numFmtId", "0")) >= 164 and it.get("numFmtId") not in own:
            yield f"styles: number format {it.get('numFmtId')} of format {number} is not there"
    for sheet in package.sheets:
        yield from _of_page(sheet)


def _of_page(sheet):
    for tag in ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"):
        for it in sheet.every(tag):
            if _units(it.text or "") > _MOST_HEADER:
                yield f"{sheet.name}: {tag} of {_units(it.text)} characters, at most {_MOST_HEADER}"
    for it in sheet.every("col"):
        first, last = int(it.get("min", "0")), int(it.get("max", "0"))
        if not 1 <= first <= last <= COLUMNS or float(it.get("width", "0")) > 255:
            yield f"{sheet.name}: columns {first} to {last}, {it.get('width')} wide"
    for it in sheet.every("row"):
        if float(it.get("ht", "0")) > 409.5 or int(it.get("outlineLevel", "0")) > 7:
            yield f"{sheet.name}: row {it.get('r')}, {it.get('ht')} high"


def charts(package):
    for part in package.names:
        if re.fullmatch(r"xl/charts/chart[0-9]+\.xml", part):
            for it in package.root(part).iter("{*}f"):
                yield from (f"{part}: {fault}" for fault in _of_formula(package, (it.text or "").strip("()")))


def notes(package):
    for sheet in package.sheets:
        for kind, part, _ in package.targets(sheet.part).values():
            if kind != "comments":
                continue
            found = list(package.root(part).iter(f"{MAIN}comment"))
            authors = len(list(package.root(part).iter(f"{MAIN}author")))
            yield from _repeated(f"{sheet.name}: notes", [it.get("ref") for it in found])
            for it in found:
                block, text = area(it.get("ref", "")), "".join(it.itertext())
                if block is None or not block.is_on_a_sheet or int(it.get("authorId", "0")) >= authors:
                    yield f"{sheet.name}!{it.get('ref')}: a note without a cell or an author"
                if _units(text) > MOST_TEXT:
                    yield f"{sheet.name}!{it.get('ref')}: a note of {_units(text)} characters, at most {MOST_TEXT}"


def _of_blocks(text):
    for it in text.split():
        block = area(it)
        if block is None or not block.is_on_a_sheet:
            yield f"no block {it}"


def _repeated(what, found):
    """Names that are told apart by their capitals alone are one to Excel."""
    counts = Counter(str(it).casefold() for it in found)
    yield from (f"{what}: {name} {count} times" for name, count in counts.items() if count > 1)


def _is_name(name):
    return bool(_NAME.fullmatch(name)) and not _REFERENCE.fullmatch(name) and _units(name) <= _MOST_NAME


def _text(package, cell):
    """The text of a cell; None where it holds none."""
    if cell.kind == "s":
        return package.strings[int(cell.value)] if int(cell.value) < len(package.strings) else None
    return cell.value if cell.kind in {"str", "inlineStr"} else None


def _units(text):
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
