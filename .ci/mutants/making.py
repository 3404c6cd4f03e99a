"""Mutants: copies of one module in which one thing is otherwise, made by cosmic-ray or from the list of limits.

A mutant is named by its file, its function and its line before and after, so that it keeps its name, and its place in
the sample of a seed, while other lines change.
"""

import ast
import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

# Near misses only, of 200 operators: that ``a ** b`` is no ``a << b`` any test tells.
OPERATORS = (
    "AddNot",
    "NumberReplacer",
    "ReplaceAndWithOr",
    "ReplaceBinaryOperator_Add_Sub",
    "ReplaceBinaryOperator_BitAnd_BitOr",
    "ReplaceBinaryOperator_BitOr_BitAnd",
    "ReplaceBinaryOperator_Div_Mul",
    "ReplaceBinaryOperator_FloorDiv_Mul",
    "ReplaceBinaryOperator_Mod_FloorDiv",
    "ReplaceBinaryOperator_Mul_Div",
    "ReplaceBinaryOperator_Pow_Mul",
    "ReplaceBinaryOperator_Sub_Add",
    "ReplaceBreakWithContinue",
    "ReplaceComparisonOperator_Eq_NotEq",
    "ReplaceComparisonOperator_GtE_Gt",
    "ReplaceComparisonOperator_Gt_GtE",
    "ReplaceComparisonOperator_IsNot_Is",
    "ReplaceComparisonOperator_Is_IsNot",
    "ReplaceComparisonOperator_LtE_Lt",
    "ReplaceComparisonOperator_Lt_LtE",
    "ReplaceComparisonOperator_NotEq_Eq",
    "ReplaceContinueWithBreak",
    "ReplaceFalseWithTrue",
    "ReplaceOrWithAnd",
    "ReplaceTrueWithFalse",
    "ReplaceUnaryOperator_Delete_Not",
    "ReplaceUnaryOperator_Delete_USub",
    "ZeroIterationForLoop",
)
_NUMBER = re.compile(r"(?<![\w.])\d[\d_]*(?:\.\d+)?")
_COMPARISON = re.compile(r"(?<![<>=!-])([<>])(=?)(?![<>=])")

Place = tuple[int, int]


@dataclass(frozen=True)
class Mutant:
    """One module with one thing otherwise.

    Args:
        name: what tells it from all others; it stands in tests/mutants.md if it may survive.
        file: the module, from the top of the checkout.
        line: the first line that is otherwise, counted from 1.
        source: the whole module as it is to be run.
    """

    name: str
    file: str
    line: int
    source: str


@dataclass(frozen=True)
class _Change:
    """What cosmic-ray can do to a file.

    Args:
        file: the module.
        place: its function, the line as it is and the operator.
        number: which one it is of those with that place, from 1.
        occurrence: which one it is of all that the operator can do to the file, from 0.
    """

    file: str
    place: str
    number: int
    operator: str
    occurrence: int

    def rank(self, seed: int) -> bytes:
        """By this they are drawn: it hangs on nothing else in the file."""
        return sha256(f"{seed} {self.file} {self.place} {self.number}".encode()).digest()


def sampled(root: Path, files: list[str], size: int, seed: int) -> list[Mutant]:
    """As many mutants of these files as asked for: those that hash lowest with the seed."""
    changes = [change for file in files for change in _changes((root / file).read_text(encoding="utf-8"), file)]
    changes.sort(key=lambda change: change.rank(seed))
    made: dict[str, Mutant] = {}
    for change in changes:
        if len(made) == size:
            break
        source = (root / change.file).read_text(encoding="utf-8")
        operator = get_operator(f"core/{change.operator}")()
        mutant = _named(change.file, source, mutate_code(source, operator, change.occurrence), change.number)
        if "not not" not in mutant.name:
            made.setdefault(mutant.name, mutant)
    return list(made.values())


def of_limits(root: Path, listed: Path) -> list[Mutant]:
    """Of the code of each limit every number one step up and one down, and every comparison open the other way.

    Raises:
        ValueError: if a file does not hold the code of its limit exactly once, or if nothing in it can be changed.
    """
    with listed.open(encoding="utf-8", newline="") as rows:
        made = [mutant for row in csv.DictReader(rows) for mutant in _around(root, row["file"], row["code"])]
    return list({mutant.name: mutant for mutant in made}.values())


def functions(source: str) -> dict[int, tuple[str, range]]:
    """For each line of a module inside a function the name and the lines of the innermost one."""
    found: dict[int, tuple[str, range]] = {}
    for node in ast.walk(ast.parse(source)):  # outer ones come first
        if isinstance(node, ast.FunctionDef):
            lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
            found |= dict.fromkeys(lines, (node.name, lines))
    return found


def _changes(source: str, file: str) -> Iterator[_Change]:
    nodes = list(ast_nodes(get_ast(source)))
    inside, left_out, lines = functions(source), list(_left_out(source)), source.splitlines()
    alike: Counter[str] = Counter()
    for operator in OPERATORS:
        positions = get_operator(f"core/{operator}")().mutation_positions
        every = ((node, start) for node in nodes for start, _ in positions(node))
        for occurrence, (node, start) in enumerate(every):
            name = inside[start[0]][0] if start[0] in inside else ""
            place = f"{name} {lines[start[0] - 1].strip()} {operator}"
            alike[place] += 1
            # The star of a signature is taken for a product.
            if node.parent.type != "parameters" and not any(begin <= start < end for begin, end in left_out):
                yield _Change(file, place, alike[place], operator, occurrence)


def _left_out(source: str) -> Iterator[tuple[Place, Place]]:
    """What does not decide what comes out: annotations, the words of what is raised, caches, and what freezes a value.

    Nor does what only the checker of types sees, and that a ``zip`` asks for equal lengths: it is to stop the programs
    that have a fault already. That values are frozen is a house rule, with a test of its own.
    """
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.arg(annotation=ast.expr() as expression) | ast.AnnAssign(annotation=expression):
                yield _span(expression)
            case ast.FunctionDef():
                yield from [_span(node.returns)] if node.returns else []
                yield from (_span(it) for it in node.decorator_list if "cache" in ast.unparse(it))
            case ast.Raise() | ast.keyword(arg="frozen") | ast.Call(func=ast.Name(id="lru_cache")):
                yield _span(node)
            case (
                ast.If(test=ast.Name(id="TYPE_CHECKING") as it)
                | ast.Call(func=ast.Name(id="zip"), keywords=[ast.keyword(value=ast.Constant(value=True)) as it])
            ):
                yield _span(it)


def _span(node: ast.expr | ast.stmt | ast.keyword) -> tuple[Place, Place]:
    return (node.lineno, node.col_offset), (node.end_lineno or 0, node.end_col_offset or 0)


def _around(root: Path, file: str, code: str) -> Iterator[Mutant]:
    source = (root / file).read_text(encoding="utf-8")
    if source.count(code) != 1:
        raise ValueError(f"{file} holds {code!r} {source.count(code)} times: tests/limits.csv names it once")
    steps = [(found, step) for found in _NUMBER.finditer(code) for step in _next_to(found[0])]
    steps += [(found, found[1] + ("" if found[2] else "=")) for found in _COMPARISON.finditer(code)]
    if not steps:
        raise ValueError(f"{file}: {code!r} holds no number and no comparison")
    for found, step in steps:
        yield _named(file, source, source.replace(code, code[: found.start()] + step + code[found.end() :]))


def _next_to(number: str) -> tuple[str, str]:
    """A number one unit of its last digit lower and higher: 1.49 and 1.51 for 1.50."""
    value = Decimal(number.replace("_", ""))
    unit = Decimal(1).scaleb(-len(number.partition(".")[2]))
    return str(value - unit), str(value + unit)


def _named(file: str, source: str, mutated: str, number: int = 1) -> Mutant:
    before, after = source.splitlines(), mutated.splitlines()
    at = next(at for at, (one, other) in enumerate(zip(before, after, strict=False)) if one != other)
    name = functions(source).get(at + 1, ("",))[0]
    told = re.sub(r"(?<=[(\[]) (?=\d)", "", " ".join(after[at].split()))
    which = f" ({number})" if number > 1 else ""
    return Mutant(f"{file} {name or 'module'}{which}: {before[at].strip()} => {told}", file, at + 1, mutated)
