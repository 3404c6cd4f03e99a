"""Activities in the XML of the International Aid Transparency Initiative, read as a stream."""

from ledger.intake.iati.file import is_iati, read_iati

__all__ = ["is_iati", "read_iati"]
