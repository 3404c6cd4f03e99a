"""A small sound table under headings of its own and the mapping file of it, with one thing changed at a time."""

import json

COLUMNS = {"donor": "Giver", "title": "What", "amount": "Sum", "announced": "When"}
CONSTANTS = {
    "recipient": "UKR",
    "category": "military",
    "instrument": "unspecified",
    "stage": "commitment",
    "qualifier": "exact",
    "term": "one_off",
    "currency": "EUR",
}
ROWS = (("Finland", "Boots", "7000000", "2025-03-03"), ("Estonia", "Radios", "1200000", "2025-03-04"))


def table(*further, heading="Sum", above=(), below=(), rows=ROWS):
    """A sound table as CSV, with further columns (heading, cell, cell), another heading and lines around it."""
    names = ["Giver", "What", heading, "When", *(column[0] for column in further)]
    lines = [names, *([*row, *(column[1 + at] for column in further)] for at, row in enumerate(rows))]
    texts = [",".join(f'"{cell}"' for cell in line) for line in lines]
    return "\n".join([*(f'"{text}"' for text in above), *texts, *(f'"{text}"' for text in below)]) + "\n"


def mapping(*, columns=(), constants=(), **lines):
    """A mapping of it as TOML; a constant that a column of the same name takes the place of is left out."""
    read = COLUMNS | dict(columns)
    fixed = {name: value for name, value in (CONSTANTS | dict(constants)).items() if name not in read and value}
    parts = [
        f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in ({"source": "Table"} | lines).items()
    ]
    for name, values in (("columns", read), ("constants", fixed)):
        parts += [f"[{name}]", *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())]
    return "\n".join(parts)
