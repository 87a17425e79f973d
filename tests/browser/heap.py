"""What pages hold once they have been tidied up: their scripts, those of their workers, and their processes."""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page


class Heap:
    """A page and its workers, those to come included, whose memory can be tidied up and read."""

    def __init__(self, page: Page) -> None:
        self._page, self._session = page, page.context.new_cdp_session(page)
        self._workers: dict[str, str] = {}
        self._answers: dict[int, dict[str, Any]] = {}
        self._asked = 0
        self._session.on("Target.attachedToTarget", self._attached)
        self._session.on("Target.detachedFromTarget", lambda event: self._workers.pop(event["sessionId"], None))
        self._session.on("Target.receivedMessageFromTarget", self._heard)
        attaching = {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": False}
        self._session.send("Target.setAutoAttach", attaching)

    def _attached(self, event: dict[str, Any]) -> None:
        if event["targetInfo"]["type"] == "worker":
            self._workers[event["sessionId"]] = event["targetInfo"]["url"]

    def _heard(self, event: dict[str, Any]) -> None:
        said = json.loads(event["message"])
        self._answers[said.get("id", 0)] = said

    def _of_worker(self, worker: str, method: str) -> dict[str, Any]:
        self._asked += 1
        message = json.dumps({"id": self._asked, "method": method, "params": {}})
        self._session.send("Target.sendMessageToTarget", {"sessionId": worker, "message": message})
        # A worker that is in the middle of a step answers after it.
        for _ in range(1200):
            if self._asked in self._answers:
                return dict(self._answers.pop(self._asked).get("result", {}))
            self._page.wait_for_timeout(50)
        raise TimeoutError(f"{self._workers[worker]} does not answer")

    def scripts(self) -> float:
        """Bytes of the page's own scripts and nodes, after everything that nobody holds is gone."""
        for _ in range(2):
            self._session.send("HeapProfiler.collectGarbage")
        return float(self._session.send("Runtime.getHeapUsage")["usedSize"])

    def workers(self) -> float:
        """The same of its workers, with their rows of numbers; what WebAssembly holds is the process's."""
        total = 0.0
        for worker in tuple(self._workers):
            self._of_worker(worker, "HeapProfiler.collectGarbage")
            used = self._of_worker(worker, "Runtime.getHeapUsage")
            total += used["usedSize"] + used.get("backingStorageSize", 0)
        return total


def anonymous(browser: Browser) -> float:
    """Bytes that the processes of all pages hold for themselves (Linux: RssAnon), WebAssembly with them."""
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    ids = [one["id"] for one in processes if one["type"] == "renderer"]
    lines = (line for id in ids for line in Path(f"/proc/{id}/status").read_text().splitlines())
    return sum(float(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon:"))
