"""Zips are joined and split without a byte changed, and stored as they are."""

import io
import zipfile

from widgets.embed.archives import joined, split


def _zip(**files: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/"), text)
    return made.getvalue()


def _files(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert all(info.compress_type == zipfile.ZIP_STORED for info in opened.infolist())
        return {name: opened.read(name) for name in opened.namelist()}


def test_a_split_keeps_packages_whole_and_loses_nothing() -> None:
    first, rest = split(
        _zip(**{"json__a.pyc": "1", "json__b.pyc": "2", "os.pyc": "3", "xml__c.pyc": "4"}), {"json", "os"}, {}
    )
    assert _files(first) == {"json/a.pyc": b"1", "json/b.pyc": b"2", "os.pyc": b"3"}
    assert _files(rest) == {"xml/c.pyc": b"4"}


def test_a_package_that_is_cut_down_keeps_what_is_named_and_its_neighbors_everything() -> None:
    archive = _zip(**{"encodings__utf_8.pyc": "1", "encodings__cp037.pyc": "2", "os.pyc": "3", "xml__cp037.pyc": "4"})
    first, rest = split(archive, {"encodings", "os"}, {"encodings": {"utf_8"}})
    assert _files(first) == {"encodings/utf_8.pyc": b"1", "os.pyc": b"3"}
    assert _files(rest) == {"xml/cp037.pyc": b"4"}


def test_joined_leaves_out_what_only_installers_read() -> None:
    wheel = _zip(**{"numpy__a.pyc": "1", "numpy.dist-info__RECORD": "2", "numpy.dist-info__METADATA": "3"})
    assert _files(joined([wheel])) == {"numpy/a.pyc": b"1", "numpy.dist-info/METADATA": b"3"}


def test_of_a_package_only_what_is_used_may_be_taken_with_its_license() -> None:
    wheel = _zip(**{"segno__a.pyc": "1", "segno__b.pyc": "2", "segno.dist-info__LICENSE": "3"})
    assert _files(joined([wheel], ["segno/b.pyc"])) == {"segno/b.pyc": b"2", "segno.dist-info/LICENSE": b"3"}
