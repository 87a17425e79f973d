/**
 * A file of text goes into a text box as if it were typed there: chosen in a field beside the box, or dropped on the
 * widget. Only pages with such a field load this. What stood in the box is kept below it (kept.js); what is no plain
 * text changes nothing, and is told in one sentence.
 *
 * The field is `<input type="file" data-fills="text" data-most="400000">` (widgets/engine/controls.py, file_field).
 */
(function (scope) {
  "use strict";

  /** Bytes: no text that fits into a box is longer, even at four bytes a character. */
  const BYTES_A_CHARACTER = 4;
  /** How other kinds of file begin, as bytes read one by one. */
  const KINDS = [
    ["%PDF", "a PDF"],
    ["PK\x03\x04", "an archive or a document of an office program"],
    ["{\\rtf", "a document in Rich Text Format"],
    ["\xd0\xcf\x11\xe0", "a document of an older office program"],
    ["\x89PNG", "a picture"],
    ["\xff\xd8\xff", "a picture"],
    ["GIF8", "a picture"],
    ["\x1f\x8b", "a compressed file"],
  ];
  const count = (number) => number.toLocaleString("en-US");

  /** What the bytes are encoded in: a mark at the beginning says so, or a zero at every other place. */
  function encodingOf(bytes) {
    if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
    if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
    const zeros = [0, 0];
    for (let at = 0; at < Math.min(bytes.length, 1000); at++) zeros[at % 2] += bytes[at] === 0;
    const half = Math.min(bytes.length, 1000) / 2;
    if (zeros[1] > half / 2 && !zeros[0]) return "utf-16le";
    if (zeros[0] > half / 2 && !zeros[1]) return "utf-16be";
    return "utf-8";
  }

  /**
   * The text of a file, without its byte order mark.
   * @param {File} file
   * @param {number} most characters
   * @throws {Error} with a sentence for the reader
   */
  async function textOf(file, most) {
    const name = `“${file.name}”`;
    const long = `a text of at most ${count(most)} characters fits here. Save a part of it as a file of its own.`;
    if (file.size > most * BYTES_A_CHARACTER) throw new Error(`${name} is too large: ${long}`);
    let bytes;
    try {
      bytes = new Uint8Array(await file.arrayBuffer());
    } catch {
      throw new Error(`${name} cannot be read: it may be a folder, or have been moved. Choose it again.`);
    }
    const start = String.fromCharCode(...bytes.subarray(0, 8));
    const kind = KINDS.find(([begins]) => start.startsWith(begins));
    if (kind) throw new Error(`${name} is ${kind[1]} and no plain text: open it, copy its text, and paste that here.`);
    let text;
    try {
      text = new scope.TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
    } catch {
      throw new Error(`${name} is no text in UTF-8 or UTF-16. If you can read it in an editor, save it there as UTF-8.`);
    }
    if (text.includes("\0")) throw new Error(`${name} is no plain text, but a file for some program.`);
    if (!text.trim()) throw new Error(`There is no text in ${name}.`);
    if (text.length > most) throw new Error(`${name} has ${count(text.length)} characters; ${long}`);
    return text;
  }

  const fieldOf = (widget) => widget?.querySelector("form input[type=file][data-fills]");
  const boxOf = (widget, field) => [...widget.querySelectorAll("form textarea")].find(({ name }) => name === field.dataset.fills);

  /** Lay the text of the one file into the box, and keep what stood there. */
  async function fill(widget, field, files) {
    const box = boxOf(widget, field);
    try {
      if (files.length !== 1) throw new Error("One file at a time, please: none of these was taken.");
      const text = await textOf(files[0], Number(field.dataset.most));
      const before = box.value;
      box.value = text;
      box.dispatchEvent(new scope.Event("input", { bubbles: true }));
      if (before.trim() && before !== box.value) widget.kept.saver?.addAside(box.name, before, "box");
      widget.say("");
    } catch (error) {
      widget.say(error.message);
      box.addEventListener("input", () => widget.say(""), { once: true });
    }
  }

  function onChange({ target }) {
    if (!target.dataset?.fills) return;
    const files = [...target.files];
    // The same one may be chosen again.
    target.value = "";
    if (files.length) fill(target.closest("live-widget"), target, files);
  }

  const carriesFiles = ({ dataTransfer }) => [...(dataTransfer?.types || [])].includes("Files");
  const widgetAt = ({ target }) => target.closest?.("live-widget");

  /** Beside a widget a dropped file would take the page's place, and what is at work in it. */
  function onDrag(event) {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    const widget = widgetAt(event);
    const field = fieldOf(widget);
    event.dataTransfer.dropEffect = field ? "copy" : "none";
    mark(field && boxOf(widget, field));
  }

  function onDrop(event) {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    mark();
    const widget = widgetAt(event);
    const field = fieldOf(widget);
    if (field) fill(widget, field, [...event.dataTransfer.files]);
  }

  /** The box that a file would fall into, and no other, shows it. */
  function mark(box) {
    for (const other of scope.document.querySelectorAll("textarea.takes-file")) {
      if (other !== box) other.classList.remove("takes-file");
    }
    if (box) box.classList.add("takes-file");
  }

  scope.document.addEventListener("change", onChange);
  scope.document.addEventListener("dragover", onDrag);
  scope.document.addEventListener("dragleave", (event) => event.relatedTarget || mark());
  scope.document.addEventListener("drop", onDrop);

  scope.nudgeFiles = { textOf };
})(self);
