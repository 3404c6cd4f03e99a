"""What people type, made comparable: one kind of digit, blank and letter width; and the problem of what was typed.

``amounts`` and ``days`` read the result. Only the form changes here: a superscript stays a superscript,
since 3² is no 32.
"""

import unicodedata

from ledger.foundation import Place, Problem, Refused, Severity, quoted

MOST_CHARACTERS = 100

_SAME_BUT_FOR_WIDTH = ("<wide>", "<narrow>")


def folded(text: str) -> str:
    """The text with ASCII digits, plain blanks and letters of normal width, and none of them at its ends.

    Raises:
        Refused: for more than 100 characters, or digits of two scripts in one text.

    >>> folded(" ١٢ bn "), folded("3²")
    ('12 bn', '3²')
    """
    text = text.strip()
    if len(text) > MOST_CHARACTERS:
        raise Refused([form(text, f"at most {MOST_CHARACTERS} characters", "type the value alone")])
    if text.isascii():
        return text
    zeros = {ord(character) - unicodedata.decimal(character) for character in text if character.isdecimal()}
    if len(zeros) > 1:
        raise Refused([form(text, "the digits of one script", "type the value again with the digits 0 to 9")])
    return "".join(map(_folded, unicodedata.normalize("NFC", text)))


def form(found: str, expected: str, remedy: str) -> Problem:
    """A FORM error on what was typed; whoever knows the cell puts the place before it.

    >>> print(form("3,0,0", "one amount", "type it again").within(Place(file="a.csv", row=2, field="amount")))
    a.csv:2:amount: FORM error: found "3,0,0", expected one amount. Do: type it again.
    """
    return Problem("FORM", Severity.ERROR, Place(), quoted(found), expected, remedy)


def _folded(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    # A line break is no blank: what stands on two lines of a cell is two values.
    if unicodedata.category(character) == "Zs":
        return " "
    if unicodedata.decomposition(character).startswith(_SAME_BUT_FOR_WIDTH):
        return unicodedata.normalize("NFKC", character)
    return character
