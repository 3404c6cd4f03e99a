"""A ledger of defence commitments."""
