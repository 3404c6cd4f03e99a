"""A file of rates is read once in a process, however many a book has."""

from collections import Counter

from made import pledge

from ledger.desk import build_report, compare
from ledger.rates import ecb_rates, files
from ledger.rates.ecb import ecb_history

OWN = "date,currency,rate,base,direction,unit,source\n2025-06-02,USD,{},EUR,units_per_base,1,bank\n"
SIGNED = {"author": "Ann", "reason": "rates of our own"}


def test_two_reports_and_a_diff_read_each_of_twelve_files_once(book, monkeypatch):
    book.record([pledge("a")], **SIGNED)
    names = [f"bank {number}" for number in range(12)]
    for name in names:
        book.add_rates(name, OWN.format(f"1.14{name.split()[1]}").encode(), **SIGNED)
    files._parsed.cache_clear()
    read = counted(monkeypatch)

    build_report("commitments", book)
    build_report("commitments", book)
    compare(book, "entry:1", "now")

    assert read == dict.fromkeys(names, 1)


def test_128_files_are_kept_and_the_shipped_history_for_good(monkeypatch):
    shipped, first = ecb_rates(), OWN.format("1.1").encode()
    files._parsed.cache_clear()
    read = counted(monkeypatch)

    for number in range(128):
        files.parse_rates("bank", OWN.format(f"1.1{number}").encode(), files.NOTHING_STATED)
        files.parse_rates("bank", OWN.format("1.10").encode(), files.NOTHING_STATED)
    assert read == {"bank": 128}

    files.parse_rates("bank", first, files.NOTHING_STATED)
    files.parse_rates("bank", OWN.format("1.11").encode(), files.NOTHING_STATED)
    assert read == {"bank": 130}
    assert files.parse_rates(*ecb_history(), files.NOTHING_STATED).rates is shipped


def counted(monkeypatch) -> Counter[str]:
    """How often each file is read from now on."""
    read, real = Counter(), files._read

    def reading(name, *rest):
        read[name] += 1
        return real(name, *rest)

    monkeypatch.setattr(files, "_read", reading)
    return read
