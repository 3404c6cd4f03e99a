"""What a foreign table says about its money, held against its mapping file: a contradiction stops the import.

Each cause is one sentence with the line that settles it, or the entry of ``ignore`` that says it is known.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from ledger.foundation import Place, Problem, Severity, plain, quoted
from ledger.intake.claims import (
    Claim,
    ClaimKind,
    claims_of_heading,
    claims_of_label,
    is_category,
    is_year,
    recipient_in,
    stages_in,
    standing_in,
    whole_cell,
)
from ledger.intake.mapping.column_claims import is_figures
from ledger.intake.mapping.file import MONEY, TableMapping, folded, toml_text
from ledger.intake.mapping.survey import BETWEEN, SurveyedColumn, TableSurvey, TextBeside
from ledger.records import CURRENCIES, find_party, party_name
from ledger.spreadsheet import cell_text

_LIVE, _UNFIRM = "live", frozenset({"cancellation", "planned"})
_MOST_NAMED = 5
_LABELS = ("donor", "recipient", "title")
_PLAIN_AMOUNTS = ("amount", "low", "high")


def contradictions(survey: TableSurvey, mapping: TableMapping, mapping_file: str) -> tuple[Problem, ...]:
    """What speaks of unit, currency, recipient, stage, prices, period or further money and is not answered.

    Args:
        survey: of the whole table.
        mapping: what its columns are.
        mapping_file: its name.

    Returns:
        One error for each cause; none where everything is read, agrees, or is named under ``ignore``.
    """
    judge = _Judge(survey, mapping, mapping_file)
    causes = (*judge.headings(), *judge.changed_headings(), *judge.labels(), *judge.columns(), *judge.texts())
    return tuple(dict.fromkeys(causes))


def judged_views(
    survey: TableSurvey, views: Sequence[tuple[TableMapping, Mapping[str, int]]], mapping_file: str
) -> tuple[Problem, ...]:
    """The same where several columns hold amounts: each is judged as if it were the only one, and no cause told twice.

    Args:
        survey: of the whole table.
        views: of the mapping, for each column of amounts, with where the columns of our headings stand.
        mapping_file: its name.
    """
    seen_from = [(replace(survey, index=index), view) for view, index in views]
    causes = [cause for surveyed, view in seen_from for cause in contradictions(surveyed, view, mapping_file)]
    return tuple(dict.fromkeys(causes))


def wrong_worths(column: SurveyedColumn, mapping: TableMapping, mapping_file: str) -> tuple[Problem, ...]:
    """SCALE: texts of a column of units to which the mapping gives another worth than they say, such as a million.

    Args:
        column: that of the units.
        mapping: with the worth of each text.
        mapping_file: its name.
    """
    name, worths = next(iter(mapping.multipliers.items()))
    known = {folded(text): (text, worth) for text, worth in worths.items()}
    problems = []
    for text in map(cell_text, column.cells):
        powers = {int(it) for claim in whole_cell(text) if claim.kind == "unit" for it in claim.meanings}
        written, worth = known.get(folded(text), ("", None))
        if powers and worth is not None and all(worth != Decimal(10) ** power for power in powers):
            found = f"{toml_text(text)} = {toml_text(plain(worth))}"
            meant = " or ".join(f"1{'0' * power}" for power in sorted(powers))
            place = Place(file=mapping_file, field=f"multipliers.{name}.{written}")
            problems.append(
                Problem("SCALE", Severity.ERROR, place, found, f"what {text} is worth: {meant}", "correct it")
            )
    return tuple(problems)


@dataclass(frozen=True)
class _Judge:
    survey: TableSurvey
    mapping: TableMapping
    mapping_file: str

    def headings(self) -> Iterator[Problem]:
        """What the headings of columns of amounts say."""
        for heading, number in self.survey.index.items():
            column = self.survey.columns[number]
            if heading not in MONEY or self._ignores(column.name):
                continue
            tag = self.survey.second_heading(number)
            own = (*claims_of_heading(column.name), *standing_in(column.name))
            further = () if not tag else claims_of_heading(f"_{tag.removeprefix('#')}")
            subject = f"{quoted(column.name)}, which"
            for claims, of_tag in ((own, False), (further, True)):
                speaker = f"{quoted(tag)} below the heading {quoted(column.name)}, which" if of_tag else subject
                yield from self._heading(heading, claims, _Speaker(speaker, column.name, column.place), whole=of_tag)

    def _heading(
        self, heading: str, claims: Collection[Claim], speaker: "_Speaker", *, whole: bool
    ) -> Iterator[Problem]:
        units = [claim for claim in claims if claim.kind == "unit"]
        if len(units) == 1 and (whole or "multiplier" in self.mapping.model_fields_set):
            yield from self._unit(units[0], speaker, settled=not whole)
        group = heading.rpartition("_")[0]
        yield from self._currency(claims, speaker, f"{group}_currency" if group else "currency")
        if heading in _PLAIN_AMOUNTS:
            yield from self._stage(claims, speaker)
            yield from self._period(claims, speaker)
        yield from self._prices(claims, speaker)
        yield from self._cumulation(claims, speaker)

    @cached_property
    def _in_headings(self) -> frozenset[tuple[str, frozenset[str]]]:
        """What headings of amounts say themselves, and what is answered there: a text beside the table repeats it."""
        numbers = [number for heading, number in self.survey.index.items() if heading in MONEY]
        names = [self.survey.columns[number].name for number in numbers]
        claims = (claim for name in names if not self._ignores(name) for claim in claims_of_heading(name))
        return frozenset((claim.kind, claim.meanings) for claim in claims)

    def changed_headings(self) -> Iterator[Problem]:
        """Rows further down that repeat the headings with another one among them: what is below may differ."""
        for row in self.survey.body.changed:
            if self._ignores(entry := f"line:{row.number}"):
                continue
            headings = self.survey.body.headings
            cells = [(cell_text(cell), cell_text(headings.cell(at))) for at, cell in enumerate(row.cells) if cell]
            other = [(cell, heading) for cell, heading in cells if folded(cell) != folded(heading)]
            units = any(_units(cell) != _units(heading) for cell, heading in other)
            shown = listed([f"{quoted(cell)} in place of {quoted(heading)}" for cell, heading in other])
            speaker = _Speaker("a second row of headings, which", entry, row.place)
            remedy = f"give the rows below row {row.number} a table and a mapping file of their own"
            expected = f"the headings of row {headings.number} for all rows"
            yield self._error("SCALE" if units else "FORM", speaker, f"has {shown}", expected, remedy)

    def labels(self) -> Iterator[Problem]:
        """What brackets in names and titles say, such as Norway (Kroner)."""
        for heading in _LABELS:
            number = self.survey.index.get(heading)
            if number is None or self._ignores(self.survey.columns[number].name):
                continue
            column = self.survey.columns[number]
            labels = {cell_text(cell): claims for cell in column.cells if (claims := claims_of_label(cell_text(cell)))}
            if not labels:
                continue
            speaker = _Speaker(f"labels such as {quoted(next(iter(labels)))}, which", column.name, column.place)
            yield from self._labelled(labels, speaker)

    def _labelled(self, labels: Mapping[str, tuple[Claim, ...]], speaker: "_Speaker") -> Iterator[Problem]:
        claims = [claim for several in labels.values() for claim in several]
        units = [claim for claim in claims if claim.kind == "unit"]
        if units and any(not self._is_multiplier(claim) for claim in units):
            yield from self._unit(_merged(units), speaker, settled=False)
        if self._reads(speaker.entry, "currency"):
            return
        odd = [claim for claim in claims if claim.kind == "currency" and not self._agrees(claim)]
        if odd:
            remedy = (
                f"write currency = {toml_text(speaker.entry)} under [columns] in place of the constant, "
                f"and what each label means under [values.currency]"
            )
            yield self._error("CUR-SYM", speaker, "speak of " + _words(odd), self._expected_currency(), remedy)

    def columns(self) -> Iterator[Problem]:
        """What columns say that no line reads."""
        money: list[SurveyedColumn] = []
        for column in self.survey.unread():
            if self._ignores(column.name) or column.name in self.survey.added:
                continue
            claims = {claim.kind: claim for claim in column.claims}
            if "money" in claims or self._stands_across(column):
                money.append(column)
            else:
                yield from self._column(column, claims)
        if (number := self.survey.index.get("unit")) is not None and "quantity" not in self.survey.index:
            column = self.survey.columns[number]
            claims = {claim.kind: claim for claim in column.claims if claim.kind == "unit"}
            yield from () if self._ignores(column.name) else self._column(column, claims)
        if money:
            yield self._further_money(money)

    def _column(self, column: SurveyedColumn, claims: Mapping[ClaimKind, Claim]) -> Iterator[Problem]:
        speaker = _Speaker(f"{quoted(column.name)}, an unread column that", column.name, column.place, is_column=True)
        if unit := claims.get("unit"):
            yield from self._unit(unit, speaker, settled=False)
        if (currency := claims.get("currency")) and not self._is_currency(currency):
            remedy = f"write currency = {toml_text(column.name)} under [columns]{self._instead('currency')}"
            shown = f"speaks of {_words([currency])}"
            yield self._error("CUR-SYM", speaker, shown, self._expected_currency(), remedy)
        sides: tuple[ClaimKind, ...] = ("donor", "recipient")
        for side in sides:
            if (party := claims.get(side)) and not self._is_party(party, column):
                remedy = f"write {side} = {toml_text(column.name)} under [columns]{self._instead(side)}"
                expected = f"{self.mapping.constants.get(side, 'the ' + side)} alone, as {self.mapping_file} says"
                yield self._error("PARTY", speaker, f"speaks of {_words([party])}", expected, remedy)
        if (stage := claims.get("stage")) and not stage.meanings <= {*self._stages(), _LIVE}:
            name = "type" if self.mapping.kind == "transaction" else "stage"
            remedy = (
                f'leave out the rows that do not stand by their words ({toml_text(column.name)} = ["..."] under '
                f"[skip_rows]), or write {name} = {toml_text(column.name)} under "
                f"[columns]{self._instead(name)} and what each word means under [values.{name}]"
            )
            expected = f"one stage for all rows, as {self.mapping_file} says"
            yield self._error("STAGE", speaker, f"speaks of {_words([stage])}", expected, remedy)
        found = tuple(claim for kind, claim in claims.items() if kind in ("prices", "period"))
        yield from self._prices(found, speaker)
        yield from self._period(found, speaker)

    def texts(self) -> Iterator[Problem]:
        """What stands above and below the table, and the name of its sheet."""
        for text in self.survey.texts():
            if not self._ignores(text.entry):
                yield from self._text(text)

    def _text(self, text: TextBeside) -> Iterator[Problem]:
        speaker = _Speaker(f"{quoted(text.text)} {text.side}, which", text.entry, text.place)
        claims = [claim for claim in text.claims if (claim.kind, claim.meanings) not in self._in_headings]
        units = [claim for claim in claims if claim.kind == "unit"]
        if units and text.side == BETWEEN and not self._is_said_above(units):
            yield self._changed_unit(units, speaker)
        elif units and not any(self._is_multiplier(claim) for claim in units):
            yield from self._unit(_merged(units), speaker, settled=False)
        yield from self._currency(claims, speaker, "currency")
        yield from self._prices(claims, speaker)
        yield from self._cumulation(claims, speaker)
        yield from self._period(claims, speaker)
        if text.side == "below the table":
            return
        yield from self._stage((*stages_in(text.text), *standing_in(text.text)), speaker)
        sheet_party = find_party(text.text) if text.entry.startswith("sheet:") else None
        named = recipient_in(text.text)
        party = Claim("recipient", text.text, frozenset({sheet_party})) if sheet_party else named
        # "Country: Finland" may be said of either side.
        if party and not self._is_known(party, either=sheet_party is not None or ":" in text.text):
            key = next(iter(party.meanings))
            expected = (
                f"{self.mapping.constants.get('recipient', 'a recipient of the rows')}, as {self.mapping_file} says"
            )
            there = self.mapping.table_of("recipient")
            remedy = f'write recipient = "{key}" under {there}' if sheet_party is None else "name the right sheet"
            yield self._error("PARTY", speaker, f"speaks of {party_name(key)}", expected, remedy)

    def _is_said_above(self, units: Collection[Claim]) -> bool:
        """Whether texts above the table say the same unit, which a text between its rows then repeats."""
        above = [claim for text in self.survey.texts() if text.side != BETWEEN for claim in text.claims]
        return {claim.meanings for claim in units} <= {claim.meanings for claim in above if claim.kind == "unit"}

    def _changed_unit(self, units: Collection[Claim], speaker: "_Speaker") -> Problem:
        """SCALE: a unit that a row of text names for the rows below it, which those above it do not have."""
        remedy = (
            "give the table a column that says the unit of each row, and its worth under [multipliers], or the rows "
            f"below row {speaker.place.row} a table and a mapping file of their own"
        )
        shown = f"speaks of {_words(units)} for the rows below it"
        return self._error("SCALE", speaker, shown, "one unit for all rows, or one that each row says", remedy)

    def _unit(self, claim: Claim, speaker: "_Speaker", *, settled: bool) -> Iterator[Problem]:
        """SCALE: a unit that is not the multiplier; ``settled`` where a multiplier of 1 answers it."""
        multiplier = self.mapping.multiplier
        if self._is_multiplier(claim) or (settled and multiplier == 1):
            return
        powers = sorted(map(int, claim.meanings))
        worth = [f"1{'0' * power}" for power in powers]
        expected = f"the same unit in {self.mapping_file}, which has "
        expected += f'multiplier = "{plain(multiplier)}"' if multiplier != 1 else "no multiplier"
        if claim.words.count(", ") and len(powers) > 1:
            remedy = "give the rows of each unit a table and a mapping file of their own"
            if speaker.is_column:
                there = f"[multipliers.{toml_text(speaker.entry)}]"
                remedy = f'write under {there} what each text is worth, such as million = "1000000"'
        elif self.mapping.multipliers:
            remedy = f"correct [multipliers.{toml_text(next(iter(self.mapping.multipliers)))}]"
        else:
            line = " or ".join(f'multiplier = "{it}"' for it in worth)
            remedy = f"write {line} {self._place_of_multiplier(speaker)}"
        yield self._error("SCALE", speaker, f"{_verb(speaker)} of {claim.words}", expected, remedy)

    def _place_of_multiplier(self, speaker: "_Speaker") -> str:
        """Where the multiplier stands: of one among several columns of amounts, with what is its own."""
        own = speaker.entry in self.mapping.amounts
        return f"under [amounts.{toml_text(speaker.entry)}]" if own else "above [columns]"

    def _is_multiplier(self, claim: Claim) -> bool:
        return all(self.mapping.multiplier == Decimal(10) ** int(power) for power in claim.meanings) or (
            "," not in claim.words and any(self.mapping.multiplier == Decimal(10) ** int(it) for it in claim.meanings)
        )

    def _currency(self, claims: Collection[Claim], speaker: "_Speaker", heading: str) -> Iterator[Problem]:
        named = [claim for claim in claims if claim.kind == "currency"]
        expected = self._currencies(heading)
        codes = {code for claim in named for code in claim.meanings}
        if not named or not expected or expected <= codes:
            return
        constant = heading in self.mapping.constants
        line = f'write {heading} = "{next(iter(codes))}"' if len(codes) == 1 else f"write the code of the {heading}"
        remedy = (
            f"{line} under {self.mapping.table_of(heading)}"
            if constant
            else "read the column of the sums in that currency"
        )
        yield self._error("CUR-SYM", speaker, f"speaks of {_words(named)}", self._expected_currency(heading), remedy)

    def _stage(self, claims: Collection[Claim], speaker: "_Speaker") -> Iterator[Problem]:
        named = [claim for claim in claims if claim.kind == "stage"]
        meanings = {it for claim in named for it in claim.meanings}
        stages = self._stages()
        unfirm = meanings & _UNFIRM - stages
        if not named or not stages or (meanings & stages and not unfirm):
            return
        name = "type" if self.mapping.kind == "transaction" else "stage"
        known = sorted(meanings & {"pledge", "commitment"})
        if name == "stage" and known and not unfirm:
            remedy = f"write stage = {toml_text(known[0])} under {self.mapping.table_of('stage')}"
        else:
            remedy = 'map them as transactions (record = "transaction" and the type), or another column of amounts'
        shown = f"{_verb(speaker)} of {_words(named)}"
        yield self._error(
            "STAGE", speaker, shown, f"{' or '.join(sorted(stages))}, as {self.mapping_file} says", remedy
        )

    def _prices(self, claims: Collection[Claim], speaker: "_Speaker") -> Iterator[Problem]:
        named = [claim for claim in claims if claim.kind == "prices"]
        if any("constant" in claim.meanings for claim in named) and not any(
            claim.meanings == {"current"} for claim in named
        ):
            remedy = "read sums in current prices"
            yield self._error(
                "CONST", speaker, f"{_verb(speaker)} of {_words(named)}", "sums in current prices", remedy
            )

    def _cumulation(self, claims: Collection[Claim], speaker: "_Speaker") -> Iterator[Problem]:
        named = [claim for claim in claims if claim.kind == "cumulation"]
        if named:
            remedy = "read a column with the sum of each row alone"
            shown = f"{_verb(speaker)} of running totals ({_words(named)})"
            yield self._error("DUP", speaker, shown, "each sum once: a running total holds those before it", remedy)

    def _period(self, claims: Collection[Claim], speaker: "_Speaker") -> Iterator[Problem]:
        named = [claim for claim in claims if claim.kind == "period"]
        every = {it for claim in named for it in claim.meanings}
        constants = self.mapping.constants
        fits = constants.get("term") == "period" or (
            constants.get("term") == "recurring" and constants.get("every", next(iter(every), "")) in every
        )
        if not named or fits or "term" in self.mapping.columns:
            return
        interval = next(iter(sorted(every)))
        there = self.mapping.table_of("term")
        remedy = f'write term = "recurring" and every = "{interval}" under {there}, with its first and last day'
        term = f'term = "{constants.get("term", "one_off")}"'
        shown = f"{_verb(speaker)} of sums for a time ({_words(named)})"
        yield self._error("TERM", speaker, shown, f"what {self.mapping_file} says: {term}", remedy)

    def _further_money(self, columns: list[SurveyedColumn]) -> Problem:
        names = [column.name for column in columns]
        several = len(names) > 1
        subject = f"{listed(names, quoted)}, {'columns' if several else 'a column'} of figures that no line reads"
        remedy = (
            f"write under [columns] what {'they are' if several else 'it is'}, or each column of amounts under "
            f"[amounts] with what sets it apart, or leave {'them' if several else 'it'} out: {self._leave_out(*names)}"
        )
        expected = "every column of money read, or named under ignore"
        return Problem("FORM", Severity.ERROR, columns[0].place, subject, expected, remedy)

    def _stands_across(self, column: SurveyedColumn) -> bool:
        """Whether a column is one of several of amounts: years, or kinds of aid beside another."""
        number = self.survey.index.get("amount")
        read = self.survey.columns[number].name if number is not None else ""
        across = is_category(column.name) and is_category(read)
        return (across or is_year(column.name)) and is_figures(tuple(column.cells))

    def _is_currency(self, claim: Claim) -> bool:
        expected = self._currencies("currency")
        if "currency" in self.mapping.constants:
            return claim.meanings <= expected
        return "currency" in self.mapping.columns and claim.meanings <= expected

    def _agrees(self, claim: Claim) -> bool:
        return self._currencies("currency") <= claim.meanings

    def _currencies(self, heading: str) -> frozenset[str]:
        """The currencies that the rows have by the mapping; none where the amounts say it themselves."""
        if heading in self.mapping.constants:
            return frozenset({self.mapping.constants[heading]})
        number = self.survey.index.get(heading)
        if number is None:
            return frozenset()
        meanings = self.mapping.meanings.get(heading, {})
        texts = [cell_text(cell) for cell in self.survey.columns[number].cells]
        codes = (meanings.get(folded(text), text).upper() for text in texts)
        return frozenset(code for code in codes if code in CURRENCIES)

    def _expected_currency(self, heading: str = "currency") -> str:
        codes = sorted(self._currencies(heading))
        return f"{listed(codes)}, as {self.mapping_file} says" if codes else f"a currency in {self.mapping_file}"

    def _is_party(self, claim: Claim, column: SurveyedColumn) -> bool:
        side = claim.kind
        if self.mapping.kind == "transaction":
            # Its commitment says whose money it is.
            return True
        if side in self.mapping.constants:
            key = find_party(self.mapping.constants[side])
            others = {find_party(it) for name, it in self.mapping.constants.items() if name in ("donor", "recipient")}
            return (
                claim.meanings <= {key}
                or column.repeats_parties
                or (len(claim.meanings) == 1 and claim.meanings <= others)
            )
        return column.repeats_parties or side in self.mapping.columns

    def _is_known(self, claim: Claim, *, either: bool) -> bool:
        """Whether a party that a text names is the recipient of the rows, or one of their parties."""
        if self.mapping.kind == "transaction":
            return True
        keys: set[str | None] = set()
        for side in ("donor", "recipient") if either else ("recipient",):
            if side in self.mapping.constants:
                keys.add(find_party(self.mapping.constants[side]))
            elif side in self.survey.index:
                cells = self.survey.columns[self.survey.index[side]].cells
                keys |= {find_party(cell_text(cell)) for cell in cells}
        return bool(claim.meanings & keys)

    def _stages(self) -> frozenset[str]:
        """The stages that rows may have by the mapping; none where nothing is speaker."""
        name = "type" if self.mapping.kind == "transaction" else "stage"
        if name in self.mapping.constants:
            return frozenset({self.mapping.constants[name]})
        return frozenset({"pledge", "commitment"}) if name == "stage" else frozenset()

    def _reads(self, name: str, heading: str) -> bool:
        """Whether a heading of ours is read from a column."""
        number = self.survey.index.get(heading)
        return number is not None and self.survey.columns[number].name == name

    def _instead(self, heading: str) -> str:
        return " in place of the constant" if heading in self.mapping.constants else ""

    def _ignores(self, entry: str) -> bool:
        return folded(entry) in self.mapping.ignored

    def _error(self, code: str, speaker: "_Speaker", shown: str, expected: str, remedy: str) -> Problem:
        known = f"{remedy}, or, if the amounts are right all the same, {self._leave_out(speaker.entry)}"
        return Problem(code, Severity.ERROR, speaker.place, f"{speaker.subject} {shown}", expected, known)

    def _leave_out(self, *entries: str) -> str:
        return f"ignore = [{', '.join(map(toml_text, (*self.mapping.ignore, *entries)))}]"


@dataclass(frozen=True)
class _Speaker:
    """What says something: the words for it, its entry under ``ignore``, and its place."""

    subject: str
    entry: str
    place: Place
    is_column: bool = False


def _units(heading: str) -> frozenset[str]:
    units = (claim.meanings for claim in claims_of_heading(heading) if claim.kind == "unit")
    return frozenset(power for meanings in units for power in meanings)


def _verb(speaker: _Speaker) -> str:
    return "speak" if speaker.subject.startswith("labels") else "speaks"


def _merged(claims: Collection[Claim]) -> Claim:
    meanings = frozenset(it for claim in claims for it in claim.meanings)
    return Claim("unit", ", ".join(dict.fromkeys(claim.words for claim in claims)), meanings)


def _words(claims: Collection[Claim]) -> str:
    return listed(list(dict.fromkeys(claim.words for claim in claims)))


def listed(names: Collection[str], shown: Callable[[str], str] = str) -> str:
    """Names in a sentence, the first five of many.

    >>> listed(("Guns", "Food", "Loans"))
    'Guns, Food and Loans'
    """
    listed = [shown(name) for name in names]
    if len(listed) > _MOST_NAMED:
        return f"{', '.join(listed[:_MOST_NAMED])} and {len(listed) - _MOST_NAMED} more"
    return " and ".join(filter(None, (", ".join(listed[:-1]), listed[-1])))
