"""What is parsed of a stranger's XML, and what is not."""

import pytest
from lxml import etree

from ledger.foundation import SAFE_XML


def parsed(text):
    return etree.fromstring(text, etree.XMLParser(**SAFE_XML))


def test_plain_xml_needs_no_document_type():
    assert parsed("<a>1<b/></a>").text == "1"


def test_an_entity_is_not_expanded():
    assert parsed('<!DOCTYPE a [<!ENTITY b "x">]><a>&b;</a>').text is None


def test_a_document_type_is_not_fetched(tmp_path):
    (tmp_path / "a.dtd").write_text('<!ATTLIST a sum CDATA "5">', encoding="utf-8")

    assert dict(parsed(f'<!DOCTYPE a SYSTEM "{(tmp_path / "a.dtd").as_uri()}"><a/>').attrib) == {}


def test_a_tree_of_any_depth_is_not_read():
    with pytest.raises(etree.XMLSyntaxError):
        parsed("<a>" * 300 + "</a>" * 300)
