"""Activities in the XML of the International Aid Transparency Initiative, read as a stream."""

from typing import TYPE_CHECKING

from ledger.foundation import late

if TYPE_CHECKING:
    from ledger.intake.iati.file import is_iati, read_iati

_HOMES = {"file": ("is_iati", "read_iati")}

__all__ = ["is_iati", "read_iati"]

if not TYPE_CHECKING:
    __getattr__, __dir__ = late(__name__, _HOMES)
