"""Files that are no sound IATI: bombs, fragments, strangers, endless ones; and how much memory a large one takes."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from proving import proven

from ledger.intake import Options, read_files, settle
from ledger.intake.iati import stream

ACTIVITY = """\
<iati-activity default-currency="EUR">
<iati-identifier>{name}</iati-identifier>
<reporting-org ref="X" type="10"><narrative>Ministry</narrative></reporting-org>
<title><narrative>Water</narrative></title><description><narrative>Wells</narrative></description>
<participating-org role="1"/><activity-status code="2"/><activity-date type="1" iso-date="2025-01-01"/>
<recipient-country code="UA"/>
<transaction ref="a"><transaction-type code="2"/><transaction-date iso-date="2025-03-04"/>
<value value-date="2025-03-04">100</value></transaction>
</iati-activity>
"""
OPENING, CLOSING = (
    '<iati-activities version="2.03" generated-datetime="2025-09-01T00:00:00Z">\n',
    "</iati-activities>\n",
)
SOUND = OPENING + ACTIVITY.format(name="X-1") + CLOSING
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def reading_of(folder, content, **options):
    raw = content if isinstance(content, bytes) else content.encode()
    (folder / "a.xml").write_bytes(raw)
    return read_files([folder / "a.xml"], options=Options(**options))


@pytest.mark.parametrize(
    "declared",
    [
        f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>',
        '<!DOCTYPE x [<!ENTITY outside SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        "<!DOCTYPE iati-activities>",
    ],
)
def test_a_file_with_a_document_type_is_refused_before_an_entity_is_looked_at(declared, tmp_path):
    text = declared + SOUND.replace("Water", "&l9;&outside;")

    reading = reading_of(tmp_path, text)

    assert reading.drafts == ()
    assert [(str(it.place), it.code, it.found) for it in reading.problems] == [("a.xml:1", "FILE", "a DOCTYPE")]


def test_entities_that_expand_in_an_attribute_of_the_first_element_are_refused(tmp_path):
    text = f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>' + SOUND.replace('"2.03"', '"&l9;"')

    reading = reading_of(tmp_path, text)

    assert reading.drafts == ()
    assert [it.severity for it in reading.problems] == ["error"]


def test_what_stands_before_a_break_is_read_and_the_break_is_told_with_its_line(tmp_path):
    whole = OPENING + ACTIVITY.format(name="X-1") + ACTIVITY.format(name="X-2")

    reading = reading_of(tmp_path, whole[:-30])

    assert [it.values["id"] for it in reading.drafts] == ["iati-X-1:a"]
    [problem] = reading.problems
    # FILE keeps what was read from passing for the whole release.
    assert (str(problem.place), problem.code, problem.severity) == ("a.xml:18", "FILE", "error")
    assert problem.found.startswith("XML that is broken or breaks off (")
    assert problem.expected == "a whole file of well-formed XML; the rest of this one was not read"


@pytest.mark.parametrize("first", ["", ACTIVITY.format(name="X-1")])
def test_an_entity_that_is_not_defined_is_told_at_its_line_however_near_the_start(first, tmp_path):
    odd = ACTIVITY.format(name="X-2").replace("Water", "Water&nbsp;wells")

    reading = reading_of(tmp_path, OPENING + first + odd + CLOSING)

    assert [it.values["id"] for it in reading.drafts] == ["iati-X-1:a"] * bool(first)
    [problem] = reading.problems
    assert str(problem.place) == f"a.xml:{5 + first.count(chr(10))}"
    assert problem.found == "XML that is broken or breaks off (Entity 'nbsp' not defined)"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "nothing in it"),
        (b"\xef\xbb\xbf \n", "nothing in it"),
        (b"hello", 'no XML: it begins with "hello"'),
        (b'{"a":1}', 'no XML: it begins with "{"a":1}"'),
        (b"title,donor\nA,B\n", 'no XML: it begins with "title,donor\\u000aA,B"'),
        ("hello".encode("utf-16"), 'no XML: it begins with "hello"'),
        (b"PK\x03\x04", 'no XML: it begins with "PK\\u0003\\u0004"'),
    ],
)
def test_a_file_that_is_no_xml_is_told_to_be_none(content, found, tmp_path):
    [problem] = reading_of(tmp_path, content).problems

    assert (str(problem.place), problem.code, problem.found) == ("a.xml", "FILE", found)


def test_blanks_before_the_first_element_are_passed_over(tmp_path):
    assert len(reading_of(tmp_path, "\n" * 10_000 + SOUND).drafts) == 1


@pytest.mark.parametrize("broken", ["<title>", 'default-currency="EUR"'])
def test_a_text_without_end_is_told_at_the_line_where_it_begins(broken, tmp_path, monkeypatch):
    monkeypatch.setattr(stream, "MAX_TEXT", 100_000)
    long = "long " * 100_000
    odd = ACTIVITY.format(name="X-2").replace(broken, f'{broken} x="{long}"' if "=" in broken else broken + long)

    reading = reading_of(tmp_path, OPENING + ACTIVITY.format(name="X-1") + odd + CLOSING)

    assert len(reading.drafts) == 1
    [problem] = reading.problems
    assert (problem.code, problem.found) == ("FILE", "one text or attribute without end")
    assert str(problem.place) == ("a.xml:14" if broken == "<title>" else "a.xml:11")
    assert problem.expected.startswith("texts and attributes of at most 100000 bytes; the rest")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"<html><body/></html>", "<html>"),
        (b'<iati-organisations version="2.03"/>', "<iati-organisations>"),
        (b'<iati-activities version="1.05"/>', 'version "1.05"'),
        (b'<?xml version="1.0" encoding="nonsense"?><a/>', "XML that is broken or breaks off"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_told(content, found, tmp_path):
    reading = reading_of(tmp_path, content)

    assert reading.drafts == ()
    assert [(it.code, it.severity) for it in reading.problems] == [("FILE", "error")]
    assert reading.problems[0].found.startswith(found)


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "windows-1252"])
def test_the_encoding_that_a_file_declares_is_followed(encoding, tmp_path):
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + SOUND.replace("Water", "Éau")

    [draft] = reading_of(tmp_path, text.encode(encoding)).drafts

    assert draft.values["title"] == "Éau"


def test_an_activity_without_end_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(stream, "MAX_ACTIVITY", 100_000)
    endless = OPENING + ACTIVITY.format(name="X-1") + "<iati-activity>" + "<result/>" * 50_000

    reading = reading_of(tmp_path, endless)

    assert len(reading.drafts) == 1
    assert [(str(it.place), it.code, it.found) for it in reading.problems] == [
        ("a.xml:11", "FILE", "an activity without end")
    ]


def test_elements_nested_without_end_are_refused(tmp_path):
    reading = reading_of(tmp_path, OPENING + "<a>" * 5000)

    assert [(str(it.place), it.code, it.found) for it in reading.problems] == [
        ("a.xml:2", "FILE", "elements nested without end")
    ]


def test_the_release_is_named_by_its_reporters_and_the_day_it_was_generated(tmp_path):
    (tmp_path / "b.xml").write_text(SOUND.replace("X", "A-9"), encoding="utf-8")
    (tmp_path / "a.xml").write_text(SOUND, encoding="utf-8")

    release = read_files([tmp_path / "a.xml", tmp_path / "b.xml"]).release

    assert (release.source, release.name) == ("iati:A-9,X", "2025-09-01T00:00:00Z")


def test_a_file_without_any_money_is_sound(tmp_path):
    reading = reading_of(tmp_path, OPENING + "<iati-activity/>" + CLOSING)

    assert (reading.drafts, [it.severity for it in reading.problems]) == ((), ["note"])


@given(st.binary(max_size=200), st.integers(0, len(SOUND)))
def test_no_bytes_can_raise(tmp_path_factory, content, where):
    whole = SOUND.encode()
    reading = reading_of(tmp_path_factory.getbasetemp(), whole[:where] + content + whole[where:])

    settle(reading.drafts, ())

    assert all(str(it).isprintable() for it in reading.problems)


def test_each_violation_of_a_schema_is_told_at_its_line(tmp_path, shared_data):
    odd = SOUND.replace("<title>", "<heading/>\n<title>").replace('<iati-activities version="2.03"', "<iati-activities")

    reading = reading_of(tmp_path, odd, schema=shared_data / "iati" / "iati-activities-schema.xsd")

    assert [(str(it.place), it.expected) for it in reading.problems if it.severity == "error"] == [
        ("a.xml:5", "what the XML schema allows"),
        ("a.xml:1", "what the XML schema allows"),
    ]
    assert "'heading': This element is not expected" in reading.problems[0].found


@pytest.mark.parametrize("layout", ["<transaction-date", "\n  <transaction-date", "\n\n<!-- x -->\n<transaction-date"])
def test_a_line_far_down_is_counted_right(layout, tmp_path):
    odd = ACTIVITY.replace('ref="a">', 'ref="a">\n').replace("<transaction-date", layout).replace("100<", "1,0<")

    reading = reading_of(tmp_path, OPENING + "\n" * 70_000 + odd.format(name="X-1") + CLOSING)

    assert [str(it.place) for it in reading.problems if it.severity == "error"] == ["a.xml:70008:value"]


@pytest.mark.parametrize("content", [None, b"no schema", b"<schema/>"])
def test_a_schema_that_is_none_is_told(content, tmp_path):
    if content is not None:
        (tmp_path / "s.xsd").write_bytes(content)

    reading = reading_of(tmp_path, SOUND, schema=tmp_path / "s.xsd")

    assert [(it.code, str(it.place)) for it in reading.problems] == [("FILE", "s.xsd")]


GROWTH = """
import resource, sys
from pathlib import Path
from ledger.intake.iati.file import read_iati
schema = Path(sys.argv[2]) if len(sys.argv) > 2 else None
list(read_iati([Path(__file__).parent / "small.xml"], ["a"], schema))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
count = sum(1 for _ in read_iati([Path(sys.argv[1])], ["a"], schema))
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.proof
@pytest.mark.skipif(sys.platform != "linux", reason="other systems count memory in other units, or not at all")
@pytest.mark.parametrize("checked", proven([True], [False, True]))
def test_memory_grows_with_one_activity_and_not_with_the_file(checked, tmp_path, shared_data):
    filler = f"<result><title><narrative>{'far too many words ' * 400}</narrative></title></result>"
    with (tmp_path / "large.xml").open("w", encoding="utf-8") as file:
        file.write(OPENING)
        for number in range(2000):
            file.write(ACTIVITY.format(name=f"X-{number}").replace("</iati-activity>", f"{filler}</iati-activity>"))
        file.write(CLOSING)
    (tmp_path / "small.xml").write_text(SOUND, encoding="utf-8")
    (tmp_path / "growth.py").write_text(GROWTH, encoding="utf-8")
    schema = [str(shared_data / "iati" / "iati-activities-schema.xsd")] if checked else []

    asked = [sys.executable, str(tmp_path / "growth.py"), str(tmp_path / "large.xml"), *schema]
    count, growth = map(int, subprocess.run(asked, capture_output=True, check=True, text=True).stdout.split())

    assert (tmp_path / "large.xml").stat().st_size > 16_000_000
    assert count >= 2000
    # Kilobytes; the file held as a tree would take more than 16,000 of them.
    assert growth < 8000
