"""What the tables of a report add: its cube, filled from whole numbers, and the pieces, a view of the same."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from ledger.reporting.labelling import Labelling
from ledger.totals import Cube, CubeFilling, Offsets, OffsetSide, Piece, common_labels
from ledger.valuation import CutLines, Figures, Line


@dataclass(frozen=True)
class Added:
    """Lines cut in time, with where each stands.

    Both the cube and the pieces have first the parts of lines in their order, then what has no figure, then what
    cancels out.

    Args:
        cut: the lines, with what of each falls on which cell of time.
        labels: where each stands.
        offsets: what cancels out.
        unsaid_parts: for each part of which nobody says the sum the records that count with its money.
    """

    cut: CutLines
    labels: Labelling
    offsets: Offsets
    unsaid_parts: Mapping[str, frozenset[str]]
    _of_lines: dict[int, tuple[Piece, ...]] = field(default_factory=dict, repr=False, compare=False)

    def cube(self) -> Cube:
        """All of it, by its place in every dimension."""
        filling = CubeFilling()
        self._fill_with_figures(filling)
        self._fill_with_gaps(filling)
        for piece in self._offsetting():
            filling.add(piece)
        return filling.cube()

    def pieces(self) -> Iterator[Piece]:
        """The same, piece by piece."""
        for number, falling in enumerate(self.cut.falling):
            if falling is not None:
                yield from self._pieces_of(number)
        for line in self._gaps():
            starts = (self.cut.cells.starts[at] for at in self.cut.cells.touched(line.instalment.counted))
            held_by = self.unsaid_parts.get(line.record.id, frozenset())
            pieces = self.labels.pieces(line, 0, ((start, None) for start in starts))
            yield from (replace(piece, held_by=held_by) for piece in pieces)
        yield from self._offsetting()

    def _fill_with_figures(self, filling: CubeFilling) -> None:
        in_time = self.cut.cells.labels
        for number, (line, falling) in enumerate(zip(self.cut.lines, self.cut.falling, strict=True)):
            figures = line.figures
            if falling is None or figures is None:
                continue
            labels, groups, key = self.labels.of(line), self.labels.groups(line), line.record.id
            is_open, currency, (first, *bounds) = figures.open_high, figures.currency, falling
            for at, (low, central, high) in enumerate(zip(*bounds, strict=True), start=first):
                place = filling.place(labels + in_time[at], groups)
                place.figured(key, number, (low, central, high), is_open=is_open, currency=currency)
                if line.in_all or line.takes_off:
                    own = Figures(low, central, high, is_open, currency)
                    place.shares.append((own, line.together(1), line.together(-1)))

    def _fill_with_gaps(self, filling: CubeFilling) -> None:
        for line in self._gaps():
            labels, groups, key = self.labels.of(line), self.labels.groups(line), line.record.id
            for at in self.cut.cells.touched(line.instalment.counted):
                place = filling.place(labels + self.cut.cells.labels[at], groups)
                if line.status == "not_converted":
                    place.unconverted.append(key)
                else:
                    place.undisclosed[key] = self.unsaid_parts.get(key, frozenset())

    def _gaps(self) -> Iterator[Line]:
        """What nobody says or has no rate, in each year and quarter that it is owed in: missing, and not zero.

        Sums count records, so one that is missing in several years is missing once in their total. A part is missing
        where its envelope does not stand, whose figure has it.
        """
        return (line for line in self.cut.lines if line.status in ("no_figure", "not_converted"))

    def _pieces_of(self, number: int) -> tuple[Piece, ...]:
        parts = ((part.interval.start, part.figures) for part in self.cut.parts_of(number))
        return tuple(self.labels.pieces(self.cut.lines[number], number, parts))

    def _piece(self, part: int) -> Piece:
        """The piece of a part, by its place among all parts."""
        number = self.cut.line_of(part)
        if number not in self._of_lines:
            self._of_lines[number] = self._pieces_of(number)
        return self._of_lines[number][part - self.cut.firsts[number]]

    def _offsetting(self) -> Iterator[Piece]:
        """What offsets are worth on each piece: it stands where that stands, and adds nothing by itself.

        An offset of everything in an envelope stands only where all pieces of it do.
        """
        offsets = self.offsets
        for offset_part in offsets.parts:
            if not offsets.offsets[offset_part.offset].is_of_all:
                side = OffsetSide(offset_part.offset, offset_part.side)
                piece = replace(self._piece(offset_part.part), figures=offset_part.worth, side=side)
                in_net = offset_part.takes_off.taken_away
                yield replace(piece, in_all=offset_part.in_all, in_net=in_net) if offset_part.taken else piece
        for whole in offsets.totals:
            own = [self._piece(part) for part in whole.parts]
            labels = common_labels(own)
            groups = frozenset.intersection(*(piece.groups for piece in own))
            envelope = offsets.offsets[whole.offset].envelope
            side = OffsetSide(whole.offset, None)
            yield Piece(envelope, labels, whole.worth, groups, side=side, in_all=whole.in_all, in_net=whole.left)
