"""Zips whose files are stored uncompressed, so that one compression on the wire serves them all: joined and split."""

import io
import zipfile
from collections.abc import Collection, Mapping


def split(archive: bytes, core: set[str], only: Mapping[str, set[str]]) -> tuple[bytes, bytes]:
    """A stored zip as two: the top-level modules and packages named in `core`, and the others.

    Of a package that `only` names, no more than these modules are in either.
    """
    made = (io.BytesIO(), io.BytesIO())
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as old,
        zipfile.ZipFile(made[0], "w", zipfile.ZIP_STORED) as first,
        zipfile.ZipFile(made[1], "w", zipfile.ZIP_STORED) as rest,
    ):
        for info in old.infolist():
            parts = info.filename.split(".")[0].split("/")
            top = parts[0]
            if top in only and parts[-1] not in only[top]:
                continue
            (first if top in core else rest).writestr(zipfile.ZipInfo(info.filename, info.date_time), old.read(info))
    return made[0].getvalue(), made[1].getvalue()


def joined(archives: list[bytes], only: Collection[str] | None = None) -> bytes:
    """One stored zip of several, without what only installers read; of their code `only` these files, if given."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as new:
        for data in archives:
            with zipfile.ZipFile(io.BytesIO(data)) as old:
                for name in sorted(old.namelist()):
                    told = ".dist-info/" in name
                    if name.endswith(("METADATA", "LICENSE", "LICENSE.txt")) if told else only is None or name in only:
                        new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), old.read(name))
    return made.getvalue()
