"""What Python says differently in each release stands in our own words, at a place that does not differ either."""

import json

import pytest

from ledger.foundation import broken_json, disk_words, is_nested_too_deep


@pytest.mark.parametrize(
    ("text", "line", "column", "found"),
    [
        ('{"a": 1', 1, 8, "broken JSON, which breaks off"),
        ('{"a": }', 1, 7, 'broken JSON at "}"'),
        ('{"a": 1,}', 1, 8, 'broken JSON at ",}"'),
        ('{"a": 1,\n }', 1, 8, 'broken JSON at ","'),
        ('{"a": [1, 2 , ]}', 1, 13, 'broken JSON at ", ]}"'),
        ('{"a":\n  x}', 2, 3, 'broken JSON at "x}"'),
        ('{"a": 1} {"b": 2}', 1, 10, 'broken JSON at "{\\"b\\": 2}"'.replace("\\", "")),
        ('{"a": "\x1b"}', 1, 8, 'broken JSON at "\\u001b"}"'),
    ],
)
def test_broken_json_has_one_place_and_one_wording_whichever_python_reads_it(text, line, column, found):
    with pytest.raises(json.JSONDecodeError) as fault:
        json.loads(text)

    assert broken_json(fault.value) == (line, column, found)


@pytest.mark.parametrize(
    ("text", "deep"),
    [
        ("[" * 32 + "]" * 32, False),
        ("[" * 33 + "]" * 33, True),
        ('{"a":' * 33 + "1" + "}" * 33, True),
        ("[" * 50_000, True),
        ("[" + "[]," * 100 + "[]]", False),
        (f'["{"[" * 100}", "\\"{"[" * 100}"]', False),
        (f'["{"[" * 100}', False),
    ],
)
def test_brackets_are_counted_as_deep_as_they_stand_in_each_other(text, deep):
    assert is_nested_too_deep(text) is deep


def test_a_name_with_a_nul_is_told_in_our_words(tmp_path):
    with pytest.raises(ValueError) as fault:
        (tmp_path / "a\0b").open()

    assert disk_words(fault.value) == "a name that no file can have"
