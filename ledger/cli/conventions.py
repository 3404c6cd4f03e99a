"""``convention``: by which rule the conversions in a file were made."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli import options
from ledger.cli.answer import Answer, answering, misused
from ledger.cli.opened import open_at_hand
from ledger.cli.screen import TextTable
from ledger.foundation import grouped, plain, quoted

if TYPE_CHECKING:
    from ledger.audit import Convention, Digits, Fit, Misfit, OtherRate, PairFit, Rest, Rule
    from ledger.desk import ConventionFound

app = typer.Typer()

_LISTED, _PLACES_LISTED = 20, 5


@app.command()
@answering("convention")
def convention(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file with the converted figures.")],
    target: Annotated[
        str, typer.Option("--to", metavar="CURRENCY", help="Currency of the figures, where a table does not say it.")
    ] = "EUR",
    step: Annotated[
        str | None,
        typer.Option("--step", metavar="STEP", help="What the figures are rounded to; by default what they show."),
    ] = None,
    book: options.AnyBookPath = None,
) -> Answer:
    """Find the rule by which a publisher converted its figures: which days, which mean, which rounding."""
    from ledger import desk

    to = options.currency(target, "--to")
    rounded_to = options.maybe(_step, step, "--step")
    told = desk.find_convention(file, target=to, step=rounded_to, book=open_at_hand(options.book_at_hand(book)))
    return Answer(_fields(told), tuple(_text(told)), told.problems)


def _step(text: str, argument: str) -> Decimal:
    step = options.amount(text, argument)
    if step <= 0:
        raise misused(argument, quoted(text), "a step such as 0.01, 1 or 1000", "write what the last digit counts")
    return step


def _fields(told: "ConventionFound") -> dict[str, object]:
    found = told.found
    return {
        "rate_sets": list(told.rate_sets),
        "pairs": list(found.pairs),
        "step": plain(found.step),
        "unit": str(found.unit),
        "found": found.is_found,
        "decided": found.is_decided,
        "by_chance": found.by_chance,
        "near_misses": found.near_misses,
        "rest": _in_common(found.rest) if found.rest else None,
        "basis": _basis(found.best.rule) if found.best and found.is_found else None,
        "nearest": _fit(found.nearest) if found.nearest else None,
        "nearest_by_far": found.is_by_far,
        "of_another_source": found.is_of_another_source,
        "nearest_by_pair": [_pair(it) for it in found.by_pair],
        "ranking": [_fit(it) for it in found.ranking],
        "equals": [_rule(it) for it in found.equals],
        "one_rate_per_pair": found.one_rate,
        "exceptions": [_other(it) for it in found.other_rates],
        "halves": [_other(it) for it in found.halves],
        "misfits": [_misfit(it) for it in found.misfits],
        "unused": [{"place": str(it.stated.place), "why": it.why} for it in found.unused],
    }


def _basis(rule: "Rule") -> str | None:
    return str(rule.basis) if rule.basis else None


def _rule(it: "Rule") -> dict[str, object]:
    return {
        "rule": it.kind,
        "words": it.words,
        "basis": _basis(it),
        "window": [str(it.window.start), str(it.window.end)] if it.window else None,
        "over": it.over,
        "form": it.form,
        **_digits(it.digits),
    }


def _digits(it: "Digits | None") -> dict[str, object]:
    return {
        "rounding": it.decimals if it else None,
        "cut_off": bool(it and it.is_cut),
        "written": it.side if it else None,
        "after_quoted": bool(it and it.after_quoted),
    }


def _fit(it: "Fit") -> dict[str, object]:
    return _rule(it.rule) | {
        "rows": it.rows,
        "matched": it.matched,
        "pairs": it.of_pairs,
        "pairs_matched": it.pairs,
        "share": f"{float(it.share):.4f}",
        "median_error": _error(it.median),
        "error_of_nine_in_ten": _error(it.ninetieth),
        "largest_error": _error(it.largest),
        "without_rate": it.without_rate,
    }


def _pair(it: "PairFit") -> dict[str, object]:
    return {
        "pair": it.pair,
        "rows": it.rows,
        "median_error": _error(it.median),
        "without_rate": it.without_rate,
        "holds": it.holds,
    }


def _error(error: Fraction | None) -> str | None:
    return None if error is None else f"{float(error):.10f}"


def _other(it: "OtherRate") -> dict[str, object]:
    return {
        "pair": it.pair,
        "rows": it.rows,
        "matched": it.matched,
        "own_rate": _figure(it.own),
        "rate_of_the_rule": _figure(it.by_rule),
        "quoted_on": [str(day) for day in it.days],
    }


def _misfit(it: "Misfit") -> dict[str, object]:
    stated = it.row.stated
    return {
        "place": str(stated.place),
        "day": str(stated.day),
        "amount": plain(stated.amount),
        "currency": stated.currency,
        "converted": plain(stated.converted),
        "target": stated.target,
        "expected": None if it.expected is None else _figure(it.expected, 2),
        "why": it.why or None,
    }


def _in_common(it: "Rest") -> dict[str, object]:
    return {
        "rows": it.rows,
        "given_by": _rule(it.rule) if it.rule else None,
        "given": it.given,
        "trait": it.trait or None,
        "sharing": it.sharing,
    }


def _figure(rate: Fraction | None, decimals: int = 6) -> str | None:
    """A rate with as many decimals as it has, at most so many significant ones behind the point."""
    if rate is None:
        return None
    return f"{Decimal(rate.numerator) / Decimal(rate.denominator):.{decimals}f}".rstrip("0").rstrip(".")


def _text(told: "ConventionFound") -> Iterator[str | TextTable]:
    found = told.found
    best = found.best
    if best is None:
        yield "No row says anything of a rule."
        yield from _unused(found)
        return
    rows = f"{best.rows} conversion{'' if best.rows == 1 else 's'}"
    yield f"{rows} ({_named(found.pairs)}), figures to {plain(found.step)}; rates of {', '.join(told.rate_sets)}."
    if found.unit != 1:
        yield f"Most figures count {_named_unit(found.unit)} of the currency: all are taken so."
    yield _ranking(found)
    yield from _verdict(found)
    yield from _exceptions(found)
    yield from _unused(found)
    if found.is_found:
        yield _to_write(best.rule)


def _as_basis(rule: "Rule") -> Iterator[str]:
    if rule.basis:
        yield f"As a basis: --basis {rule.basis}"


def _to_write(rule: "Rule") -> str:
    """What stands in the definition of a report that converts as the publisher does."""
    if rule.basis:
        turned = " The lowest quotes are the highest rates in the target currency." if rule.is_named_otherwise else ""
        return f'In a report definition: basis = "{rule.basis}".{turned}'
    table = ' A table of its rates does: basis = "table:NAME".' if rule.window else ""
    return f"No basis of this ledger converts in this way.{table}"


def _named_unit(unit: Fraction) -> str:
    """``1,000``, or ``1/1000`` where the file has the figures a thousand times too large."""
    return f"{unit.numerator:,}" if unit.denominator == 1 else str(unit)


def _named(pairs: "Sequence[str]") -> str:
    """``AUD, GBP to EUR; EUR to USD``."""
    by_target: dict[str, list[str]] = {}
    for pair in pairs:
        currency, _, target = pair.partition(" to ")
        by_target.setdefault(target, []).append(currency)
    return "; ".join(f"{', '.join(sorted(names))} to {target}" for target, names in by_target.items())


def _ranking(found: "Convention") -> TextTable:
    headings = ("to the last digit", "currencies", "median error", "of nine in ten", "largest", "no rate", "rule")
    rows = [
        (
            f"{it.matched} of {it.rows} ({float(it.share):.1%})",
            f"{it.pairs} of {it.of_pairs}",
            _percent(it.median),
            _percent(it.ninetieth),
            _percent(it.largest),
            str(it.without_rate),
            it.rule.words,
        )
        for it in found.ranking
    ]
    return TextTable(headings, rows, figures={0, 1, 2, 3, 4, 5}, wraps=6)


def _percent(error: Fraction | None) -> str:
    return "none" if error is None else f"{float(error):.6%}"


def _verdict(found: "Convention") -> Iterator[str]:
    best = found.best
    if best is None:
        return
    if not found.is_found:
        yield f"NO RULE FOUND: none of those tried gives these figures. {_nearest(found)}"
        if found.is_of_another_source:
            yield "So near, and hardly ever exact: rates of another source are likely. Add them to a book, and name it."
        else:
            yield from _near(found)
            yield from _rest(found)
        if not best.is_good:
            yield from _by_currency(found)
        if found.one_rate == len(found.pairs) and best.rows > 2 * best.of_pairs:
            yield "Each currency may have one rate for all rows: perhaps a table of the publisher's own."
        return
    if found.is_decided:
        yield f"Rule: {best.rule.words}."
        yield from _as_basis(best.rule)
        return
    yield f"THE EVIDENCE DOES NOT DECIDE. The plainest rule that fits: {best.rule.words}."
    yield from _as_basis(best.rule)
    yield from _near(found)
    yield from _rest(found)
    if found.by_chance:
        yield "The figures are so few or so coarse that one of the many rules tried gives them by chance."
    if found.equals:
        yield f"{len(found.equals)} others give as many figures to the last digit; all of them with --json:"
        yield from _equals(found.equals)


def _nearest(found: "Convention") -> str:
    """The nearest rule, how near it is, and how near any other comes; never one while another is ten times nearer."""
    best, nearest, other = found.best, found.nearest, found.runner_up
    if best is None or nearest is None or nearest.typical is None:
        return "None of them has a rate for most of the rows."
    few = other is not None and other < nearest.typical
    where = "Of those with a rate for most rows, the nearest" if few else "The nearest"
    said = f"{where}{' by far' if found.is_by_far else ''} is {nearest.rule.words}"
    beside = f", of the next {_short(other)}" if other is not None and not few else ""
    exact = "" if nearest is best or not best.is_good else f" To the last digit the most come of {best.rule.words}."
    return f"{said} (median error {_short(nearest.typical)}{beside}).{exact}"


def _by_currency(found: "Convention") -> Iterator[str]:
    """For which currencies the nearest rule holds, and how far off it is for the others."""
    apart = [
        f"{it.pair} ({_short(it.median) if it.median is not None else 'no rate'})"
        for it in found.by_pair
        if not it.holds
    ]
    holding = _named([it.pair for it in found.by_pair if it.holds])
    if holding:
        yield f"It holds within half a percent for {holding}{'' if apart else ', all of them'}."
    if apart:
        yield (
            f"It does not hold for {', '.join(apart)}." if holding else f"It holds for no currency: {', '.join(apart)}."
        )


def _short(error: Fraction) -> str:
    return f"{float(error):.2%}"


def _near(found: "Convention") -> Iterator[str]:
    if found.near_misses:
        yield f"It misses {found.near_misses} of them by a hair: perhaps other days are meant, or another rounding."


def _rest(found: "Convention") -> Iterator[str]:
    it = found.rest
    missed = f"Of {it.rows} rows that it misses and no slip explains" if it else ""
    if it and it.rule:
        yield f"{missed}, another rule gives {it.given}: {it.rule.words}."
    if it and it.trait:
        yield f"{missed}, {it.sharing} are of {it.trait}; of such days it gives hardly any."


def _equals(equals: "Sequence[Rule]") -> Iterator[str]:
    """The rules that fit as well, one line for each kind: of windows there may be thousands."""
    for kind in dict.fromkeys(it.kind for it in equals):
        these = [it for it in equals if it.kind == kind]
        more = f", and {len(these) - 1} more {_ways(these)}" if len(these) > 1 else ""
        yield f"  {these[0].words}{more}"


def _ways(rules: "Sequence[Rule]") -> str:
    """In what rules of one kind differ."""
    return "windows or roundings, at least" if rules[0].window else "ways to take or to round the rate"


def _exceptions(found: "Convention") -> Iterator[str]:
    is_near = found.best is not None and found.best.is_good
    # Of a rule that gives next to nothing it is no news that it does not give a currency.
    for it in (it for it in found.other_rates if is_near or it.own):
        own = f"at {_figure(it.own)}" if it.own else "at several rates"
        rule = f", where the rule gives {_figure(it.by_rule)}" if it.by_rule else ""
        days = f"; just that was quoted on {', '.join(map(str, it.days))}" if it.days else ""
        yield f"Does not fit: {it.pair}, {it.rows - it.matched} of {it.rows} rows, {own}{rule}{days}."
    for it in found.halves:
        ours = f"{_figure(it.own)}, which a basis here rounds up to {_figure(it.by_rule)}"
        yield f"Exactly between two: {it.pair}, {it.matched} rows; the file has rounded down to {ours}."
    if found.is_found:
        yield from _rows(found)
        return
    whys = Counter(it.why for it in found.misfits if it.why).most_common(1)
    if whys and 2 * whys[0][1] > len(found.misfits):
        yield f"For {whys[0][1]} of {len(found.misfits)} rows: {whys[0][0]}."


def _rows(found: "Convention") -> Iterator[str]:
    for it in found.misfits[:_LISTED]:
        stated = it.row.stated
        expected = "no rate" if it.expected is None else f"expected {Decimal(_figure(it.expected, 2) or 0):,f}"
        said = f"{stated.currency} {grouped(stated.amount)} = {stated.target} {grouped(stated.converted)}"
        yield f"Does not fit: {stated.place}: {said}, {expected}{f' ({it.why})' if it.why else ''}."
    if len(found.misfits) > _LISTED:
        yield f"... and {len(found.misfits) - _LISTED} further rows, all of them with --json."


def _unused(found: "Convention") -> Iterator[str]:
    for why, count in Counter(it.why for it in found.unused).items():
        listed = (str(row.stated.place) for row in found.unused if row.why == why and count <= _PLACES_LISTED)
        places = ", ".join(listed)
        yield f"Left aside: {count} row{'' if count == 1 else 's'} with {why}{f': {places}' if places else ''}."
