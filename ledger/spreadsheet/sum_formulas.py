"""Which formulas add up cells of other rows of their own column, as those of a row of totals do."""

import re

_FORMULA = re.compile(rb"<(?:\w+:)?f(?:\s[^<>]*)?>([^<]+)<")
_ADDING = re.compile(r"(?<![A-Z0-9_.])(?:SUM|SUBTOTAL|AGGREGATE|SUMIFS?|SUMPRODUCT)\(")
# Not behind a sheet's name: what is added up on another sheet stands in no row of this one.
_RANGE = re.compile(r"(?<![A-Z0-9!:'])([A-Z]{1,3})([0-9]{1,7})?:([A-Z]{1,3})([0-9]{1,7})?(?![A-Z0-9(])")
_CELLS = re.compile(r"\+?[A-Z]{1,3}[0-9]{1,7}(?:\+[A-Z]{1,3}[0-9]{1,7})+")
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def adds_rows(body: bytes, letters: str) -> bool:
    """Whether what is in a cell is a formula that adds several rows of the cell's own column.

    Args:
        body: XML of what is in the cell.
        letters: of its column.

    >>> adds_rows(b"<f>SUM(C2:C9)</f><v>7</v>", "C"), adds_rows(b"<f>SUM(A2:B2)</f>", "C")
    (True, False)
    """
    match = _FORMULA.search(body)
    if match is None:
        return False
    formula = match[1].decode("utf-8", "replace").upper().replace("$", "").replace(" ", "")
    if _CELLS.fullmatch(formula):
        return {column for column, _ in _CELL.findall(formula)} == {letters}
    if not _ADDING.search(formula):
        return False
    return any(
        left == right == letters and (top != bottom or not top) for left, top, right, bottom in _RANGE.findall(formula)
    )
