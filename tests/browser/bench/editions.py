"""The lesson by its three ways: until it can be read, and until a calculator lives.

The folder is the archive that `make offline` wrote, unpacked; what is kept is read without a network.
"""

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.bench.visits import LESSON, PATIENCE, PROBE, Figures, Visit
from widgets.embed import folder

HOSTED, KEPT, FOLDER = "edition hosted", "edition kept", "edition folder"
_LIVE = """async () => {
  await bench.parsed();
  bench.touch("cross_entropy");
  return bench.when(() => bench.isLive("cross_entropy"));
}"""
_PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"


@contextmanager
def unpacked() -> Iterator[Path | None]:
    """The archive's index.html while visits are made; None without an archive."""
    with tempfile.TemporaryDirectory() as place:
        if not folder.ARCHIVE.is_file():
            yield None
            return
        with zipfile.ZipFile(folder.ARCHIVE) as archive:
            archive.extractall(place)
        yield Path(place) / folder.NAME / "index.html"


def hosted(visit: Visit) -> Figures:
    """A first visit of a host."""
    visit.open(LESSON)
    return _measured(visit)


def kept(visit: Visit) -> Figures:
    """A second visit, without a network: pages and Python were kept by the first."""
    first = visit.page.context.new_page()
    first.goto(visit.host.address + LESSON)
    first.mouse.move(200, 200)
    first.wait_for_function("() => navigator.serviceWorker.ready.then(() => true)", timeout=PATIENCE)
    first.locator("#cross_entropy").dispatch_event("pointerdown")
    first.wait_for_selector("#cross_entropy[data-phase=live]", timeout=PATIENCE)
    # Copies are made when files have come.
    first.wait_for_timeout(1000)
    everything = first.evaluate(
        """async () => Object.values(Object.fromEntries(Object.values(await nudgePython.provider.list())
          .map(({at, packed}) => [at, packed]))).reduce((sum, packed) => sum + packed, 0)"""
    )
    first.close()
    visit.page.context.set_offline(True)
    visit.open(LESSON)
    return _measured(visit) | {"everything": everything}


def from_disk(visit: Visit) -> Figures:
    """The folder, opened from disk without a network."""
    if visit.host.disk is None:
        raise FileNotFoundError(f"{folder.ARCHIVE.name} is not there; run make offline")
    visit.page.context.set_offline(True)
    visit.page.set_default_timeout(PATIENCE)
    visit.page.add_init_script(PROBE)
    visit.page.goto(visit.host.disk.as_uri(), wait_until="commit")
    return _measured(visit) | {"archive": float(folder.ARCHIVE.stat().st_size)}


def _measured(visit: Visit) -> Figures:
    live = visit.run(_LIVE)
    return {"readable": visit.run(_PAINTED), "live": live}
