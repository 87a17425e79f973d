"""How fast the site wakes and answers, beside bare Pyodide pages: `make bench-browser`."""
