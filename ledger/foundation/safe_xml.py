"""How XML from strangers is parsed: nothing is fetched, nothing is expanded, and no element is endless."""

from typing import Final, TypedDict


class _SafeXml(TypedDict):
    resolve_entities: bool
    no_network: bool
    load_dtd: bool
    dtd_validation: bool
    huge_tree: bool


SAFE_XML: Final[_SafeXml] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
}
"""The arguments of every parser of lxml, as in ``etree.XMLParser(**SAFE_XML)``."""
