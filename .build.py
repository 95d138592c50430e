"""Part of building the wheel: what is made from other files of the repository.

The fact file a second time, parsed: reading it takes a twentieth of the time of parsing TOML. The program uses the copy
only as long as its checksum is that of the very file beside it and of the copy. And the man page, made of the commands.
"""

import json
import marshal
import sys
import tempfile
import tomllib
import zlib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class GeneratedFiles(BuildHookInterface[Any]):
    """Adds `cartels/data/facts.marshal` and the man page to a wheel; an editable install has neither."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write them to a temporary folder, and have them included."""
        if version == "editable":
            return
        raw = (Path(self.root) / "data" / "facts.toml").read_bytes()
        facts = json.loads(json.dumps(tomllib.loads(raw.decode())))  # keys that are the same are the same object then
        parsed = marshal.dumps(facts)
        self.folder = tempfile.TemporaryDirectory()
        copy, page = Path(self.folder.name) / "facts.marshal", Path(self.folder.name) / "cartels.1"
        copy.write_bytes(zlib.crc32(parsed, zlib.crc32(raw)).to_bytes(4) + parsed)
        build_data["force_include"][str(copy)] = "cartels/data/facts.marshal"
        page.write_text(self.man_page(), "utf-8")
        build_data["shared_data"][str(page)] = "share/man/man1/cartels.1"

    def man_page(self) -> str:
        """Return the man page of the very program that is being built."""
        sys.path.insert(0, str(Path(self.root) / "src"))
        from cartels import __version__
        from cartels.cli import cli
        from cartels.help import man_page

        return man_page(cli, __version__)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the temporary folder."""
        if version != "editable":
            self.folder.cleanup()
