"""The notes of a report about its rates: by which rule they are picked, and what becomes of a sum without one."""

from collections.abc import Mapping
from datetime import date

from ledger.foundation import Phrase, counted_phrase, phrase
from ledger.rates import Basis, Rounding

_BASES: Mapping[str, Phrase] = {
    "announced": phrase(
        "Each sum is converted with the last rates published on or before the day it was announced (for a transaction, "
        "its value date), at most seven days back; the day of the rate stands beside each conversion."
    ),
    "month": phrase(
        "Each sum is converted with the mean of all rates published in the calendar month of its announcement "
        "(for a transaction, of its value date)."
    ),
    "year": phrase(
        "Each sum is converted with the mean of all rates published in the calendar year of its announcement "
        "(for a transaction, of its value date)."
    ),
    "period-month": phrase(
        "Each sum is cut by days into the calendar months over which it is owed, in its own currency and to its "
        "smallest unit; each piece is converted with the mean of all rates published in its own month. A month that "
        "is yet to come has no rate, so what is owed then is not converted. A sum in the currency of the report is not "
        "cut."
    ),
    "period-year": phrase(
        "Each sum is cut by days into the calendar years over which it is owed, in its own currency and to its "
        "smallest unit; each piece is converted with the mean of all rates published in its own year. A year that "
        "is yet to come has no rate, so what is owed then is not converted. A sum in the currency of the report is not "
        "cut."
    ),
    "on": phrase(
        "All sums are converted with the rates of one day, or the last ones published up to seven days before it."
    ),
}


def basis_in_full(basis: Basis) -> Phrase:
    """By which rates sums are converted.

    >>> str(basis_in_full(Basis.parse("on:2025-06-02")))[:52]
    'All sums are converted with the rates of one day, or'
    """
    start, end = (basis.window.start, basis.window.end) if basis.window else (None, None)
    match basis.kind:
        case "window":
            return _mean_of_window(basis.rounding, start=start, end=end)
        case "lowest":
            return phrase(
                "All sums are converted with one rate per pair of currencies, whatever the day of their announcement: "
                "the lowest of the daily rates published from {start} to {end}, that of the day on which a sum is "
                "worth least.",
                start=start,
                end=end,
            )
        case "highest":
            return phrase(
                "All sums are converted with one rate per pair of currencies, whatever the day of their announcement: "
                "the highest of the daily rates published from {start} to {end}, that of the day on which a sum is "
                "worth most.",
                start=start,
                end=end,
            )
        case "table":
            return phrase(
                "All sums are converted with the rates of the table {table}, whatever the day of their announcement; "
                "who published it stands on the sheet E3 Rates.",
                table=basis.table,
            )
        case kind:
            return _BASES[kind]


def _mean_of_window(rounding: Rounding | None, **days: date | None) -> Phrase:
    match rounding:
        case None:
            return phrase(
                "All sums are converted with one rate per currency, whatever the day of their announcement: the mean "
                "of all rates published from {start} to {end}.",
                **days,
            )
        case "quoted":
            return phrase(
                "All sums are converted with one rate per currency, whatever the day of their announcement: the mean "
                "of all rates published from {start} to {end}, rounded to as many decimals as the currency is quoted "
                "with.",
                **days,
            )
        case decimals:
            return counted_phrase(
                "All sums are converted with one rate per currency, whatever the day of their announcement: the mean "
                "of all rates published from {start} to {end}, rounded to {count} decimal.",
                "All sums are converted with one rate per currency, whatever the day of their announcement: the mean "
                "of all rates published from {start} to {end}, rounded to {count} decimals.",
                decimals,
                **days,
            )


def without_rate(basis: Basis) -> Phrase:
    """What becomes of a sum that has no rate.

    >>> str(without_rate(Basis.parse("year")))[:35]
    'A sum without a rate near enough is'
    """
    if basis.kind in ("window", "lowest", "highest", "table"):
        return phrase(
            "A sum for whose currency the basis has no rate is listed as not converted, with its own total per "
            "currency. It is never counted as zero, and never converted with another or an estimated rate."
        )
    return phrase(
        "A sum without a rate near enough is listed as not converted, with its own total per currency. "
        "It is never counted as zero, and never converted with a later or an estimated rate."
    )
