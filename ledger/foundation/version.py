"""The version of the package."""

# Said here and nowhere else: to ask the installed package for it takes longer than a short command.
VERSION = "0.1.0"
