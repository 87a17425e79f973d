"""The Chromium that tests drive: one found on the machine, else Debian's (as root), else Playwright's own.

`python -m tests.browser.chromium` makes sure that there is one, and says which.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find() -> str | None:
    """Path of a Chromium, or None: NUDGE_CHROMIUM, one on the PATH, or Playwright's."""
    if named := os.environ.get("NUDGE_CHROMIUM"):
        return named
    for name in NAMES:
        if found := shutil.which(name):
            return found
    caches = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache" / "ms-playwright"))
    patterns = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*")
    return next((str(path) for pattern in patterns for path in sorted(caches.glob(pattern))), None)


def main() -> int:
    """Find or install a Chromium."""
    if find() is None and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        print("browser: none found; installing Debian's chromium", flush=True)
        quiet = {"stdout": subprocess.DEVNULL, "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "update", "-q"], **quiet)  # type: ignore[call-overload]
        subprocess.run(["apt-get", "install", "-y", "-q", "chromium"], **quiet)  # type: ignore[call-overload]
    if find() is None:
        print("browser: none found; asking Playwright for its own", flush=True)
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"])
    found = find()
    if found is None:
        print(
            "browser: no Chromium; install one, or name it in NUDGE_CHROMIUM, and run make test again", file=sys.stderr
        )
        return 1
    print(f"browser: {found}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
