"""What several pages on foreign tables need: a table read by the mapping file of it."""

import pytest
from mapped import mapping

from ledger.intake import Options, read_files


@pytest.fixture
def reading(tmp_path):
    """Reads a table as CSV, by the sound mapping of ``mapped`` or by another."""

    def read(text, by=None):
        path, file = tmp_path / "aid.csv", tmp_path / "aid.toml"
        path.write_text(text, encoding="utf-8")
        file.write_text(by or mapping(), encoding="utf-8")
        return read_files([path], options=Options(mapping=file))

    return read
