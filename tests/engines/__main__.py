"""Firefox and WebKit on this machine, and the tests of the three ways in each: `make test-browsers`.

Debian's are installed where that can be done (as root); an engine that cannot be had is said in one line.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.engines.drivers import HERE, find
from widgets.embed.vendor import node

PACKAGES = {"firefox": ["firefox-esr"], "webkit": ["webkit2gtk-driver", "xvfb"]}


def main() -> int:
    """Install what is missing, and run the tests of each engine that is there."""
    _npm()
    for name, packages in PACKAGES.items():
        if find(name) is None and os.geteuid() == 0 and shutil.which("apt-get"):
            print(f"browsers: installing Debian's {' and '.join(packages)}", flush=True)
            quiet = {"stdout": subprocess.DEVNULL, "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}}
            subprocess.run(["apt-get", "update", "-q"], **quiet)  # type: ignore[call-overload]
            subprocess.run(["apt-get", "install", "-y", "-q", *packages], **quiet)  # type: ignore[call-overload]
        missing = f"cannot be had here, so nothing is tested in it; install {' and '.join(packages)}"
        print(f"browsers: {name}: {find(name) or missing}", flush=True)
    there = [name for name in PACKAGES if find(name)]
    if not there:
        return 1
    return subprocess.run([sys.executable, "-m", "pytest", str(HERE), "-m", "engines"]).returncode


def _npm() -> None:
    if (HERE / "node_modules" / "puppeteer-core").is_dir():
        return
    print("browsers: installing what drives Firefox (about 60 MB)", flush=True)
    program = Path(node()).resolve().parents[1] / "lib/node_modules/npm/bin/npm-cli.js"
    npm = [node(), str(program)] if program.is_file() else ["npm"]
    subprocess.run([*npm, "ci", "--ignore-scripts", "--silent"], cwd=HERE, check=True)


if __name__ == "__main__":
    sys.exit(main())
