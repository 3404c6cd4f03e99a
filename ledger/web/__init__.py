"""The desk in the browser: a thin file per group of pages, each a doorway to what people ask of a book."""

from ledger.web.held import Settings
from ledger.web.serving import serve, serve_office

__all__ = ["Settings", "serve", "serve_office"]
