"""What a build does beside packing: it compiles the catalogues, for a wheel as for an editable install."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Catalogues(BuildHookInterface):
    """Puts compiled catalogues beside their sources, and into the wheel though git knows none of them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - as the builder calls it
        """Compile before anything is packed."""
        compiling = runpy.run_path(str(Path(self.root) / ".ci" / "compiling.py"))
        compiling["compile_catalogues"](self.root)
        build_data["artifacts"].append(f"{compiling['FOLDER'].as_posix()}/*.mo")
