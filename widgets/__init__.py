"""Widgets: one module each, pure Python, run by CPython at build time and by Pyodide in the browser."""
