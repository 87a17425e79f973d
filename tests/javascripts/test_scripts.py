"""The page's scripts keep their promises with a clock, a network and workers of the test's own, in Node."""

import os
import subprocess
from pathlib import Path

import pytest

from widgets.embed.vendor import node

TESTS = sorted(Path(__file__).parent.glob("*.test.mjs"))


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.name.removesuffix(".test.mjs"))
def test_every_claim_of_the_script_holds(path: Path) -> None:
    # A runner that Node finds itself inside of would report to it instead of here.
    environment = {name: value for name, value in os.environ.items() if name != "NODE_TEST_CONTEXT"}
    # The file itself, and not `node --test`, which would start a second Node for it.
    done = subprocess.run([node(), str(path)], capture_output=True, text=True, env=environment, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
