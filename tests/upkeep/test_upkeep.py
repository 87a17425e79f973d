"""What the tools say is told as it is: what is weak, what is behind, and above all what nobody could look up."""

import sys
from pathlib import Path

import pytest

from tests.upkeep import audit, outdated
from tests.upkeep.tools import Unreachable, answer
from widgets.embed.places import ROOT

SOUND = {"name": "numpy", "version": "2.2.5", "vulns": []}
WEAK = {"name": "markdown", "version": "3.1", "vulns": [{"id": "CVE-1", "fix_versions": ["3.2"]}]}
SKIPPED = {"name": "torch", "skip_reason": "not found on the index"}


def test_a_weak_package_is_named_with_what_mends_it() -> None:
    assert audit.of_python({"dependencies": [SOUND, WEAK]}) == (["  markdown 3.1: CVE-1, mended in 3.2"], audit.FOUND)
    assert audit.of_npm({"vulnerabilities": {"x": {"range": "<2", "severity": "high", "fixAvailable": False}}}) == (
        ["  x <2: high, no update is there"],
        audit.FOUND,
    )


def test_what_was_not_looked_up_is_never_sound() -> None:
    assert audit.of_python({"dependencies": [SOUND]}) == ([], 0)
    (line,), status = audit.of_python({"dependencies": [SOUND, SKIPPED]})
    assert status == audit.UNKNOWN
    assert line.startswith("  1 of 2 packages could not be looked up")
    _, both = audit.of_python({"dependencies": [WEAK, SKIPPED]})
    assert both == audit.FOUND


@pytest.mark.parametrize(
    ("prints", "said"),
    [
        ("", "it printed nothing"),
        ("import sys; sys.stderr.write('no route to https://example.org here')", "no route to here"),
        ('print(\'{"error": {"code": 405}}\')', "it printed nothing"),
        ("print('not JSON')", "it printed nothing"),
    ],
)
def test_a_tool_that_reached_nothing_says_so_and_names_no_address(prints: str, said: str) -> None:
    with pytest.raises(Unreachable, match=f"^{said}$"):
        answer([sys.executable, "-c", prints])


def test_an_answer_counts_whatever_the_status() -> None:
    assert answer([sys.executable, "-c", "print('{\"a\": 1}'); raise SystemExit(1)"]) == {"a": 1}


def test_without_a_network_an_audit_says_that_nothing_was_checked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unreachable(*_: str) -> None:
        raise Unreachable("no route")

    monkeypatch.setattr(audit, "python", unreachable)
    monkeypatch.setattr(audit, "npm", unreachable)
    assert audit.main() == audit.UNKNOWN
    assert capsys.readouterr().out.count("nothing was checked (no route): connect") == 1 + len(audit.FOLDERS)


def test_newer_versions_stand_in_a_table_with_where_they_are_pinned(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(outdated, "npm", lambda *_: {"pyodide": {"current": "0.28.3", "latest": "0.29.0"}})
    monkeypatch.setattr(outdated, "apart", lambda folder: [])
    foreign = {"name": "nudge", "version": "0.1.0", "latest_version": "0.6.5"}
    newest = {"install": [{"metadata": {"name": name, "version": "99"}} for name in outdated.carried()]}
    monkeypatch.setattr(outdated, "python", lambda *said: newest if "--dry-run" in said else [foreign])
    assert outdated.main() == 0
    head, row, *carried = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert head == ["package", "pinned", "newest", "where"]
    assert row == ["pyodide", "0.28.3", "0.29.0", "package.json"]
    assert {"fsrs", "open-webui", "segno"} <= {line[0] for line in carried}
    assert {line[-1] for line in carried} == {"vendor.toml"}


def test_every_package_of_npm_is_asked_for_installed_or_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(outdated, "npm", lambda *said: "99" if said[0] == "view" else {})
    monkeypatch.setattr(outdated, "python", lambda *said: {"install": []} if "--dry-run" in said else [])
    monkeypatch.setattr(outdated, "carried", dict)
    assert outdated.main() == 0
    _, *rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert all(newest == "99" for _, _, newest, _ in rows)
    locks = {path.parent.relative_to(ROOT).as_posix() for path in (ROOT / "tests").glob("*/package-lock.json")}
    assert {where.removesuffix("/package.json") for *_, where in rows} == locks
    assert {*audit.FOLDERS} == {".", *locks}


def test_what_is_the_newest_is_not_behind_however_its_name_is_written() -> None:
    told = {"install": [{"metadata": {"name": "typing-extensions", "version": "4.16.0"}}]}
    assert outdated.of_index({"typing_extensions": "4.16.0"}, told) == []
    assert outdated.of_index({"typing_extensions": "4.15.0"}, told) == [("typing_extensions", "4.15.0", "4.16.0")]


def test_what_pages_fetch_of_pythons_index_has_the_version_that_the_build_reads() -> None:
    lock = dict(line.split("==") for line in Path("requirements.lock").read_text("utf-8").splitlines() if "==" in line)
    pinned = {name: version for name, version in outdated.carried().items() if name in lock}
    assert {"fsrs", "segno", "typing_extensions"} <= pinned.keys()
    assert pinned == {name: lock[name] for name in pinned}
