"""Hidden folders of killed programs go before the next one writes; nothing else does."""

import pytest
from held import reached, started

from ledger.foundation import is_marked, marking, writing_aside

WRITES = """
from pathlib import Path
from ledger.foundation import writing_aside
with writing_aside(Path(sys.argv[1])) as folder:
    (folder / "draft.xlsx").write_text("half of it")
    hold("writes")
"""


def hidden(place):
    return sorted(it.name for it in place.glob(".writing-*"))


@pytest.mark.slow
def test_the_folder_of_a_killed_program_is_gone_when_the_next_one_writes(tmp_path):
    with started(WRITES, tmp_path) as program:
        assert reached(program, "writes")
        left = hidden(tmp_path)
        with writing_aside(tmp_path):
            # As long as its program runs, nobody touches it.
            assert len(hidden(tmp_path)) == 2
        program.kill()
    assert hidden(tmp_path) == left

    with writing_aside(tmp_path):
        assert [it for it in hidden(tmp_path) if it in left] == []
    assert hidden(tmp_path) == []


@pytest.mark.parametrize("name", [".writing-by-hand", ".writing-abc", "writing-abc"])
def test_a_folder_without_our_mark_is_left_alone(tmp_path, name):
    (tmp_path / name).mkdir()
    (tmp_path / name / "novel.txt").write_text("chapter one")

    with writing_aside(tmp_path):
        pass

    assert [it.name for it in (tmp_path / name).iterdir()] == ["novel.txt"]


def test_a_file_and_a_link_of_such_a_name_are_left_alone(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "defense-ledger.lock").touch()
    (tmp_path / ".writing-file").touch()
    (tmp_path / ".writing-link").symlink_to(elsewhere)

    with writing_aside(tmp_path):
        pass

    assert hidden(tmp_path) == [".writing-file", ".writing-link"]
    assert (elsewhere / "defense-ledger.lock").exists()


def test_a_mark_holds_as_long_as_its_block_and_for_each_thread_alone(tmp_path):
    mark = tmp_path / "mark"

    with marking(mark):
        assert is_marked(mark)

    assert not is_marked(mark)
    mark.touch()
    assert not is_marked(mark)


def test_a_folder_whose_mark_nobody_holds_is_gone_when_the_next_one_writes(tmp_path):
    left = tmp_path / ".writing-abc"
    left.mkdir()
    (left / "defense-ledger.lock").touch()
    (left / "draft.xlsx").write_text("half of it")

    with writing_aside(tmp_path):
        assert not left.exists()
