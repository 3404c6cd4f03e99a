"""What a user says of files to be read: the name of their format, a mapping, a schema."""

from pathlib import Path

from ledger.intake import FORMATS, Options, Watch, unwatched


def format_names() -> tuple[str, ...]:
    """Names of the formats, as ``--format`` takes them.

    >>> "csv" in format_names()
    True
    """
    return tuple(it.name for it in FORMATS)


def options_of(mapping: str | Path | None, schema: str | Path | None, watch: Watch = unwatched) -> Options:
    """What goes to the readers beside the paths.

    >>> options_of("bank.toml", None).mapping
    PosixPath('bank.toml')
    """
    return Options(None if mapping is None else Path(mapping), None if schema is None else Path(schema), watch)
