"""Every report that comes with the program, in every language and format, from the demo and a real release: proven.

Run it with ``make documents``, or ``python benchmarks/documents.py [FORMAT...]``. Each workbook is recalculated by
LibreOffice from false values and its tables for readers are held to what is presented; each page is read back from its
file and from Chromium, where it may ask for nothing, complain of nothing, scroll sideways on no phone and keep nobody
out (axe-core); each PDF is read aloud as its tags tell it, and every figure and sentence has to be heard. Prints a line
for each document and ends with what was proven and what was not: with 1 unless that is everything.
"""

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

import pytest
from measuring import parser_of

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from browsed import chromium
from shipped import LANGUAGES_OF, Document, Shelf, every_document

Faults = Sequence[str]
_SHOWN = 5


def main(formats: Sequence[str]) -> int:
    """Prove the documents of some formats; gives 1 where any is not."""
    ended: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        shelf = Shelf(folder)
        for form in formats:
            documents = [document for document in every_document() if document.format == form]
            start, missing = time.perf_counter(), ""
            try:
                for document, faults in _PROOFS[form](shelf, documents):
                    _print(document, faults)
                    ended[f"{form}: {'with faults' if faults else 'proven'}"] += 1
            except pytest.skip.Exception as reason:
                missing = str(reason)
                ended[f"{form}: not proven, since {missing}"] += len(documents)
            print(f"{len(documents)} documents as {form} in {time.perf_counter() - start:.0f} s", flush=True)
    for what, count in ended.items():
        print(f"{what}: {count}")
    return int(any(not what.endswith(": proven") for what in ended))


def _print(document: Document, faults: Faults) -> None:
    print(f"{document}: {f'{len(faults)} faults' if faults else 'proven'}", flush=True)
    for fault in faults[:_SHOWN]:
        print(f"    {fault[:300]}")


def _papers(shelf: Shelf, documents: Iterable[Document]) -> Iterator[tuple[Document, Faults]]:
    return ((document, shelf.faults_on_paper(document)) for document in documents)


def _pages(shelf: Shelf, documents: Iterable[Document]) -> Iterator[tuple[Document, Faults]]:
    with chromium() as browser:
        yield from ((document, shelf.faults_of_page(document, browser)) for document in documents)


def _workbooks(shelf: Shelf, documents: Iterable[Document]) -> Iterator[tuple[Document, Faults]]:
    # Report by report, each in a run of its own: one run of all takes longer than anybody should wait for a first word.
    for _, of_report in groupby(documents, key=lambda document: document.name):
        yield from shelf.faults_of_workbooks(list(of_report)).items()


_PROOFS: dict[str, Callable[[Shelf, Iterable[Document]], Iterator[tuple[Document, Faults]]]] = {
    "xlsx": _workbooks,
    "pdf": _papers,
    "html": _pages,
}


if __name__ == "__main__":
    parser = parser_of(__doc__)
    known = ", ".join(LANGUAGES_OF)
    parser.add_argument("formats", nargs="*", metavar="format", help=f"{known}; all of them by default")
    formats = parser.parse_args().formats
    if unknown := [name for name in formats if name not in LANGUAGES_OF]:
        parser.error(f"found {', '.join(unknown)}, expected {known}")
    sys.exit(main(formats or list(LANGUAGES_OF)))
