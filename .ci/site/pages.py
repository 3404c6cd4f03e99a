"""The pages of the site that are no files of docs/: the tours of the README, and the names of the library by room.

ProperDocs calls the functions whose names begin with ``on_``. A file that a page links to outside of docs/ comes along.
What is built asks nothing of a network: ``on_post_build`` reads every page, and stops the build that would.
"""

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from entries import sections
from names import IN_MARKDOWN, linked
from network import requests_in
from properdocs.config.defaults import ProperDocsConfig
from properdocs.exceptions import PluginError
from properdocs.structure.files import File, Files
from properdocs.structure.pages import Page

import ledger

ROOT = Path(__file__).resolve().parents[2]
BROUGHT = "files/"
"""Where files lie that pages link to outside of docs/."""
BESIDE_DOCS = ("CHANGELOG.md", "CONTRIBUTING.md")
"""Pages of the site that lie outside of docs/."""
FOR_PROGRAMMERS = {"library.md", "cookbook.md", "compatibility.md"}
# Rooms whose other names are documented as well, behind those of the package.
OPEN_ROOMS = ("desk",)


def on_files(files: Files, config: ProperDocsConfig) -> Files:
    """Add the pages that are made, and the files that pages link to."""
    pages = {**_tours(), **_names(), **{name: _read(name) for name in BESIDE_DOCS}}
    for name, text in pages.items():
        files.append(File.generated(config, name, content=text))
    for name in sorted({link for path in (ROOT / "docs").glob("*.md") for link in _links_out(path)} - {*BESIDE_DOCS}):
        files.append(File.generated(config, BROUGHT + name, abs_src_path=str(ROOT / name)))
    return files


def on_page_markdown(markdown: str, page: Page, config: ProperDocsConfig, files: Files) -> str:
    """Let links lead where their pages and files lie on the site, and public names to what they are."""
    if page.file.src_uri in FOR_PROGRAMMERS:
        markdown = linked(markdown, IN_MARKDOWN)
    for name in BESIDE_DOCS:
        markdown = markdown.replace(f"](../{name}", f"]({name}")
    return markdown.replace("](../", f"]({BROUGHT}").replace("](docs/", "](")


def on_post_build(config: ProperDocsConfig) -> None:
    """Make the index a script, since a page opened from a disk may fetch no file; then look for requests."""
    site = Path(config.site_dir)
    index = site / "search" / "search_index.json"
    entries = list(sections(json.loads(index.read_text(encoding="utf-8"))["docs"]))
    (site / "entries.js").write_text(f"const ENTRIES = {json.dumps(entries, ensure_ascii=False)};\n", encoding="utf-8")
    index.unlink()
    index.parent.rmdir()
    asked = [f"{path.relative_to(site)}: {address}" for path in _texts(site) for address in requests_in(path)]
    if asked:
        raise PluginError("The site would ask a network for:\n" + "\n".join(asked))


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _tours() -> dict[str, str]:
    """The README, cut at its headings: a page to start at, and one for each reader."""
    start, *tours = re.split(r"^## ", _read("README.md"), flags=re.MULTILINE)
    titles = [tour.partition("\n")[0] for tour in tours]
    names = [title.removeprefix("Two minutes for ").replace(" ", "-") + ".md" for title in titles]
    links = "".join(f"- [{title}]({name})\n" for title, name in zip(titles, names, strict=True))
    return {"index.md": start + links} | {name: f"# {tour}" for name, tour in zip(names, tours, strict=True)}


def _names() -> dict[str, str]:
    """One page for each room that the package offers names of."""
    rooms = {name: getattr(ledger, name) for name in dir(ledger) if name not in ledger.__all__}
    pages = {f"api/{name}.md": _room(name, module) for name, module in rooms.items()}
    return {name: page for name, page in pages.items() if "\n::: " in page}


def _room(room: str, module: ModuleType) -> str:
    """What a room says of itself, the names that ``import ledger`` gives, and for an open room its others."""
    own = {name: getattr(module, name) for name in module.__all__}
    public = [name for name in ledger.__all__ if name in own and own[name] is getattr(ledger, name)]
    others = sorted(set(own) - set(public)) if room in OPEN_ROOMS else []
    shown = [*(f"ledger.{name}" for name in public), *(f"ledger.{room}.{name}" for name in others)]
    return "\n\n".join([f"# `ledger.{room}`", inspect.getdoc(module) or "", *(f"::: {name}" for name in shown)])


def _links_out(path: Path) -> Iterator[str]:
    yield from re.findall(r"\]\(\.\./([^)#]+)", path.read_text(encoding="utf-8"))


def _texts(site: Path) -> Iterator[Path]:
    return (path for path in sorted(site.rglob("*")) if path.suffix in {".html", ".css"})
