/** The numbers behind a picture, saved as a file that every spreadsheet reads; made here, sent nowhere. */
(function (scope) {
  "use strict";

  /** A printed number as machines read it: a hyphen for minus, no commas between thousands. @param {string} cell */
  const plain = (cell) => (/^−?\d{1,3}(,\d{3})+(\.\d+)?$/.test(cell) ? cell.replaceAll(",", "") : cell).replace(/^−(?=[\d.])/, "-");

  const quoted = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

  /** @param {string[][]} rows of printed cells @returns {string} CSV by RFC 4180 */
  const csv = (rows) => rows.map((row) => `${row.map((cell) => quoted(plain(cell.trim()))).join(",")}\r\n`).join("");

  const nameOf = (title) => `${title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "numbers"}.csv`;

  scope.document.addEventListener("click", ({ target }) => {
    const table = target.closest?.(".numbers-save")?.closest(".chart-data")?.querySelector("table");
    if (!table) return;
    const rows = [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent));
    // The mark in front tells spreadsheets that the text is UTF-8.
    scope.nudgeForgetting.save(nameOf(table.caption?.textContent || ""), `\ufeff${csv(rows)}`);
  });

  scope.nudgeNumbersFile = { csv, nameOf };
})(self);
