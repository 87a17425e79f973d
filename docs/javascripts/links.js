/**
 * A link to a widget as the reader left it, and the row under each widget that gives it: "How is this computed?" and
 * "Copy link".
 *
 * The address ends in #ID:1:STATE, where STATE is JSON of the fields that differ from those as built, in base64 of URLs. It
 * stays on the reader's machine like the rest: what stands behind # is sent to no host. A link that does not fit, whoever
 * wrote it, changes nothing and is spoken of; what is in a State only Python's typed gate decides.
 */
(function (scope) {
  "use strict";

  const VERSION = "1";
  /** The longest fragment, in characters: what mails and messages pass on whole. */
  const LONGEST = 2048;
  const PATTERN = /^#([a-z][a-z0-9_-]*):([^:]*):(.*)$/;
  const HANDED = /^#hand-in=/;
  const FOREIGN = "This link does not fit what stands here, so nothing was changed.";
  const OLD = "This link was made for another version of this page, so nothing was changed.";

  /** The fragment for a State; none if it is too long. @param {string} id @param {object} built @param {object} fields */
  function written(id, built, fields) {
    const changed = Object.entries(fields).filter(([name, value]) => !scope.nudgeEarly.same(value, built[name]));
    const bytes = new TextEncoder().encode(JSON.stringify(Object.fromEntries(changed)));
    const packed = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    const fragment = `#${id}:${VERSION}:${packed.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
    return fragment.length <= LONGEST ? fragment : undefined;
  }

  /** The id that a fragment names; none if it is no link of ours. @param {string} fragment */
  const idOf = (fragment) => PATTERN.exec(fragment)?.[1];

  /**
   * The State that a link carries.
   * @param {string} fragment
   * @param {object} built the State as built
   * @returns {object}
   * @throws {Error} with one sentence for the reader
   */
  function read(fragment, built) {
    const [, , version, packed] = PATTERN.exec(fragment) || [];
    if (version !== VERSION) throw new Error(OLD);
    let given;
    try {
      if (fragment.length > LONGEST) throw new Error("too long");
      const letters = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
      const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
      given = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    } catch {
      throw new Error(FOREIGN);
    }
    const isTable = typeof given === "object" && given !== null && !Array.isArray(given);
    if (!isTable || !Object.keys(given).every((name) => Object.hasOwn(built, name))) throw new Error(FOREIGN);
    return { ...built, ...given };
  }

  /** Where a secret is typed, no link decides what stands beside it: it could lead elsewhere. */
  const isClosed = (widget) => widget.querySelector("input[type=password]");

  const { document } = scope;
  const { make, button } = scope.nudgeForgetting;

  function rowOf(widget) {
    const row = widget.parentElement?.querySelector(":scope > .widget-foot");
    if (!row || row.childElementCount) return row;
    const source = document.querySelector("link[rel=help]");
    if (source) row.append(make("a", { href: `${source.href}#${widget.getAttribute("name")}` }, "How is this computed?"));
    if (!isClosed(widget)) row.append(button("Copy link", () => copy(widget)), make("span", { class: "widget-foot-word", role: "status" }));
    return row;
  }

  function say(widget, words) {
    const row = rowOf(widget);
    row?.querySelector(".widget-address")?.remove();
    if (row) row.querySelector(".widget-foot-word").textContent = words;
  }

  async function copy(widget) {
    const fragment = written(widget.id, widget.built, widget.machine.fields);
    if (!fragment) return say(widget, "What stands here is too long for a link. Shorten your text.");
    const address = scope.location.href.split("#")[0] + fragment;
    say(widget, "Copied.");
    try {
      await scope.navigator.clipboard.writeText(address);
    } catch {
      // Without a secure address, or leave, the reader's own hand copies it.
      say(widget, "Copy it from here:");
      const box = make("input", { class: "widget-address", readonly: "", "aria-label": "Link to this state" });
      box.value = address;
      rowOf(widget).append(box);
      box.select();
    }
  }

  /** A hand-in (widgets/records/marks.py) goes to the widget that reads them, beside those that it has. */
  function hand(code) {
    const reader = document.getElementById("class_report");
    if (!reader?.machine) return;
    scope.history.replaceState(scope.history.state, "", "#class_report");
    reader.scrollIntoView({ block: "start" });
    reader.machine.send({ name: "link", value: code, merge: false, file: true });
  }

  /** Show what the address says. */
  function arrive() {
    const fragment = scope.location.hash;
    if (HANDED.test(fragment)) return hand(fragment);
    const widget = document.getElementById(idOf(fragment));
    if (!widget?.machine || isClosed(widget)) return;
    // A reload shows what the reader has made of it since.
    scope.history.replaceState(scope.history.state, "", `#${widget.id}`);
    widget.scrollIntoView({ block: "center" });
    try {
      widget.visit(read(fragment, widget.built), () => say(widget, FOREIGN));
    } catch (error) {
      say(widget, error.message);
    }
  }

  function begin() {
    scope.nudgeWidgets?.forEach(rowOf);
    arrive();
  }

  if (document.readyState === "complete") begin();
  else scope.addEventListener("load", begin);
  scope.addEventListener("hashchange", arrive);

  scope.nudgeLinks = { written, read, idOf };
})(self);
