"""Compiled zips hold the same program in less: no docstrings, no tests of numpy, the same bytes every time."""

import marshal
import zipfile
from pathlib import Path
from types import CodeType

from hypothesis import given
from hypothesis import strategies as st

from widgets.embed.pyc import EMPTIED, compile_folder, compile_source, compile_zip

SOURCE = b'''"""Module."""
import math

class Thing:
    """A thing."""

    def twice(self, x):
        """Two of it."""
        return 2 * x

WORDS = "kept"
SUM = math.fsum([1, 2])
'''


def _code(compiled: bytes) -> CodeType:
    code = marshal.loads(compiled[16:])  # noqa: S302
    assert isinstance(code, CodeType)
    return code


def _zip(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def _read(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert all(info.compress_type == zipfile.ZIP_STORED for info in archive.infolist())
        assert {info.date_time for info in archive.infolist()} <= {(1980, 1, 1, 0, 0, 0)}
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_compiled_module_does_what_its_source_does_without_its_docstrings() -> None:
    module: dict[str, object] = {}
    exec(_code(compile_source(SOURCE, "thing.py")), module)  # noqa: S102
    thing = module["Thing"]
    assert thing().twice(4) == 8  # type: ignore[operator]
    assert (module["WORDS"], module["SUM"]) == ("kept", 3.0)
    assert not module["__doc__"]
    assert not thing.__doc__
    assert not thing.twice.__doc__  # type: ignore[attr-defined]


def test_the_hash_in_front_is_the_sources_and_is_never_checked() -> None:
    compiled = compile_source(SOURCE, "thing.py")
    assert compiled[4:8] == b"\x01\x00\x00\x00"
    assert compiled[8:16] != compile_source(SOURCE + b"\n", "thing.py")[8:16]


@given(st.text("abc= 1\n#", max_size=20))
def test_the_same_source_gives_the_same_bytes(text: str) -> None:
    source = "".join(f"# {line}\n" for line in text.split("\n")).encode()
    assert compile_source(source, "a.py") == compile_source(source, "a.py")


def test_every_module_is_compiled_and_what_no_page_needs_left_out(tmp_path: Path) -> None:
    kept = {"a/b.py": SOURCE, "a/data.toml": b"x = 1", "tests/mine.py": b"1", "numpy/core.py": b"x = 1"}
    dropped = {"numpy/tests/t.py": b"1", "numpy/f2py/x.py": b"1", "a/b.pyi": b"", "a/c.h": b"", "d/": b""}
    compile_zip(str(_zip(tmp_path / "in.zip", kept | dropped)), str(tmp_path / "out.zip"))
    made = _read(tmp_path / "out.zip")
    assert sorted(made) == ["a/b.pyc", "a/data.toml", "numpy/core.pyc", "tests/mine.pyc"]
    assert made["a/data.toml"] == b"x = 1"
    assert made["a/b.pyc"] == compile_source(SOURCE, "a/b.py")


def test_numpys_own_documentation_of_c_is_emptied(tmp_path: Path) -> None:
    compile_zip(str(_zip(tmp_path / "in.zip", {EMPTIED[0]: b"x = 1"})), str(tmp_path / "out.zip"))
    assert _code(_read(tmp_path / "out.zip")[EMPTIED[0] + "c"]).co_names == ()


def test_a_folder_of_zips_becomes_a_folder_of_compiled_ones(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    _zip(tmp_path / "in" / "one.zip", {"a.py": b"x = 1"})
    _zip(tmp_path / "in" / "two.zip", {"b.py": b"x = 1"})
    compile_folder(str(tmp_path / "in"), str(tmp_path / "out"))
    assert {path.name: sorted(_read(path)) for path in (tmp_path / "out").iterdir()} == {
        "one.zip": ["a.pyc"],
        "two.zip": ["b.pyc"],
    }
