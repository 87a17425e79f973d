"""Zips of Python source to zips of .pyc, without docstrings, stored and dated alike. Runs inside Pyodide.

Importing .pyc halves the time Python takes to wake; stored zips let the server's own compression work.
"""

import ast
import importlib.util
import marshal
import os
import zipfile

# Headers, tests and tools that no page needs.
DROPPED = {"tests", "f2py", "distutils", "include", "_pyinstaller", "doc"}
# numpy's docstrings for what is written in C: long, and only for people.
EMPTIED = ("numpy/_core/_add_newdocs.py", "numpy/_core/_add_newdocs_scalars.py")


def compile_folder(source: str, target: str) -> None:
    """Compile every zip of the folder `source` into one of the same name in `target`."""
    os.makedirs(target, exist_ok=True)
    for name in sorted(os.listdir(source)):
        compile_zip(os.path.join(source, name), os.path.join(target, name))


def compile_zip(source: str, target: str) -> None:
    """Write `target` with a .pyc in place of every .py of `source`."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as new:
        for name in sorted(old.namelist()):
            numpy_extra = name.startswith("numpy/") and not DROPPED.isdisjoint(name.split("/"))
            if name.endswith(("/", ".pyi", ".h", ".a", ".pxd")) or numpy_extra:
                continue
            data = old.read(name)
            if name.endswith(".py"):
                data = b"" if name in EMPTIED else data
                name, data = name + "c", compile_source(data, name)
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)


def compile_source(source: bytes, name: str) -> bytes:
    """The bytes of an unchecked-hash .pyc (PEP 552) of a module."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            # Blanked rather than removed: numpy reads some of its own docstrings and needs them to be text.
            text = first.value if isinstance(first, ast.Expr) else None
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                text.value = ""
    code = compile(tree, name, "exec", dont_inherit=True)
    # Flags 0b01: found by its hash, which nobody checks.
    return (
        importlib.util.MAGIC_NUMBER
        + (1).to_bytes(4, "little")
        + importlib.util.source_hash(source)
        + marshal.dumps(code)
    )
