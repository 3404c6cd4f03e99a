"""How long it takes to round the figures of a table together, for tables of several sizes.

Run with ``python benchmarks/footing.py [SEED]``; figures are the median of five tables on one machine.
"""

import random
import time

from measuring import parser_of

from ledger.presentation.footing import FigureFlow, foot

SEED = 2026
STEP = 10_000_000
SIZES = ((43, 10), (60, 12), (200, 12), (500, 20))


def table(rows: int, columns: int, chance: random.Random) -> list[FigureFlow]:
    """Cells between a cent and a billion, with their margins."""
    down, across, flows = [0] * rows, [0] * columns, []
    for row in range(rows):
        for column in range(columns):
            exact = chance.randrange(10 ** chance.randrange(6, 12))
            down[row] += exact
            across[column] += exact
            flows.append(FigureFlow(("cell", str(row), str(column)), ("row", row), ("column", column), exact))
    flows += [FigureFlow(("row", str(row)), "rows", ("row", row), exact) for row, exact in enumerate(down)]
    flows += [FigureFlow(("column", str(it)), ("column", it), "columns", exact) for it, exact in enumerate(across)]
    return [*flows, FigureFlow(("total",), "columns", "rows", sum(down))]


def main(seed: int) -> None:
    """Print the median of five tables of each size."""
    chance = random.Random(seed)
    for rows, columns in SIZES:
        times = []
        for _ in range(5):
            flows = table(rows, columns, chance)
            begun = time.process_time()
            footing = foot(flows, STEP)
            times.append(time.process_time() - begun)
            assert not footing.beyond + footing.unmet
        print(f"{rows:4} x {columns:2}: {1000 * sorted(times)[2]:8.1f} ms")


if __name__ == "__main__":
    parser = parser_of(__doc__)
    parser.add_argument("seed", nargs="?", type=int, default=SEED, help=f"of the tables; {SEED} by default")
    main(parser.parse_args().seed)
