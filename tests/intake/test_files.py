"""What the disk says becomes a problem, never an exception."""

import os
import sys
from pathlib import Path

import pytest

from ledger.intake import FORMATS, lines, read_file, read_files, rows

ENDINGS = ", ".join(dict.fromkeys(ending for it in FORMATS for ending in it.endings))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (
            "absent.jsonl",
            "absent.jsonl: FILE error: found no such file, expected a file of records. Do: check the path.",
        ),
        (
            "nul\0.csv",
            (
                r"nul\u0000.csv: FILE error: found a file that cannot be read (a name that no file can have), "
                "expected a readable file. Do: check its name and who may read it."
            ),
        ),
    ],
)
def test_a_path_that_leads_nowhere_is_told(path, said):
    drafts, problems = read_file(Path(path))

    assert drafts == ()
    assert [str(problem) for problem in problems] == [said]


def test_an_ending_that_is_not_read_is_told_with_those_that_are(tmp_path):
    (tmp_path / "pledges.docx").write_text("x")

    assert [str(problem) for problem in read_file(tmp_path / "pledges.docx")[1]] == [
        (
            f'pledges.docx: FILE error: found the ending ".docx", expected one of {ENDINGS}. '
            "Do: save the file in one of these formats."
        )
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows says it in other words")
def test_a_name_that_is_too_long_for_the_disk_is_told(tmp_path):
    [problem] = read_file(tmp_path / f"{'x' * 300}.csv")[1]

    assert problem.found == "a file that cannot be read (File name too long)"


def test_a_folder_is_no_file(tmp_path):
    (tmp_path / "folder.csv").mkdir()

    assert read_file(tmp_path / "folder.csv")[1][0].found == "a folder"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes among its files")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.jsonl")

    assert read_file(tmp_path / "pipe.jsonl")[1][0].found == "a pipe or a device"


def test_a_file_that_may_not_be_read_is_told(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    (tmp_path / "secret.csv").write_text("id")
    monkeypatch.setattr(Path, "open", refuse)

    assert read_file(tmp_path / "secret.csv")[1][0].found == "a file that cannot be read (Permission denied)"


def test_a_file_past_the_size_limit_is_not_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(rows, "MAX_BYTES", 10)
    (tmp_path / "large.csv").write_text("x" * 11)

    assert read_file(tmp_path / "large.csv")[1][0].found == "11 bytes"


@pytest.mark.parametrize("content", ["", " \n\n", "\ufeff", "\ufeff\r\n"])
@pytest.mark.parametrize("name", ["empty.jsonl", "empty.csv"])
def test_a_file_that_holds_nothing_is_an_error(tmp_path, name, content):
    (tmp_path / name).write_text(content, encoding="utf-8")

    assert [str(problem) for problem in read_file(tmp_path / name)[1]] == [
        (
            f"{name}: FILE error: found nothing in it, expected at least one record. "
            "Do: check that it was saved, or leave it out."
        )
    ]


def test_a_line_of_forty_million_characters_is_passed_over_and_the_next_one_is_read(tmp_path):
    file = tmp_path / "a.jsonl"
    file.write_bytes(b"x" * 40_000_000 + b'\n{"id": "a"}')

    drafts, problems = read_file(file)

    assert [str(draft.place) for draft in drafts] == ["a.jsonl:2"]
    assert [problem.found for problem in problems] == ["an endless line"]


def test_a_long_line_that_is_cut_inside_a_character_is_an_endless_line_too(tmp_path):
    (tmp_path / "a.jsonl").write_bytes("é".encode() * 3_000_000)

    assert [problem.found for problem in read_file(tmp_path / "a.jsonl")[1]] == ["an endless line"]


def test_a_file_with_too_many_lines_is_not_read_at_all(tmp_path, monkeypatch):
    monkeypatch.setattr(lines, "MAX_LINES", 2)
    (tmp_path / "a.jsonl").write_text("{}\n{}\n{}\n{}\n")

    drafts, problems = read_file(tmp_path / "a.jsonl")

    assert drafts == ()
    assert [str(problem) for problem in problems] == [
        "a.jsonl: FILE error: found more than 2 lines, expected a file of bearable size. Do: split the file."
    ]


@pytest.mark.parametrize("length", [120, 121, 250])
def test_a_long_name_is_told_in_full_so_that_no_other_file_is_called_the_same(tmp_path, length):
    names = [f"{'x' * (length - 7)}-{end}.jsonl"[-length:] for end in "ab"]
    for name in names:
        (tmp_path / name).write_text('{"record": "pledge"}\n', encoding="utf-8")

    reading = read_files([tmp_path / name for name in names])

    assert [draft.place.file for draft in reading.drafts] == names
    assert reading.release.source == names[0]
