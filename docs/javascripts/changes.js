/**
 * The quick way to lay new markup on a form: where it has the shape of what was drawn last, only the attributes and texts
 * that differ are written. Markup comes from Python's escaping builder (widgets/engine/html.py), so it can be cut apart
 * without a parser; whatever does not fit is left to a morph, untouched.
 */
(function (scope) {
  "use strict";

  const PIECES = /<[^>]*>|[^<]+/g;
  const ATTRIBUTES = / ([^\s=>]+)(?:="([^"]*)")?/g;
  const ENTITIES = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'", "&amp;": "&" };
  const ENDS = new Set([" ", ">"]);
  const [ELEMENT, TEXT] = [1, 3];

  /** Where the pieces of a markup stand, by these: as long as nobody else rebuilds the form, that need not be sought again. */
  const places = new WeakMap();

  /** Markup cut into tags and texts. @param {string} markup @returns {string[]} */
  const cut = (markup) => markup.match(PIECES);

  /**
   * @param {HTMLElement} form that stands as `before`, but for what a hand has typed, chosen or opened
   * @param {string[]} before pieces of the markup that was drawn last
   * @param {string[]} after
   * @param {(name: string) => boolean} held whether the control of this name keeps what is in it
   * @returns {boolean} false if the shapes differ; then nothing is changed
   */
  function changes(form, before, after, held) {
    if (before.length !== after.length) return false;
    const found = places.get(before) || sought(form, before);
    if (!found) return false;
    const { nodes, controls } = found;
    const writes = [];
    for (let i = 0; i < after.length; i++) {
      if (before[i] !== after[i] && !differs(nodes[i], before[i], after[i], writes)) return false;
    }
    for (const { node, name, value } of writes) {
      if (name === undefined) node.textContent = value;
      else if (value === null) node.removeAttribute(name);
      else node.setAttribute(name, value);
    }
    for (const control of controls) if (follows(control, held)) CONTROLS[control.localName](control);
    places.set(after, found);
    return true;
  }

  function sought(form, pieces) {
    const nodes = nodesOf(form, pieces);
    return nodes && { nodes, controls: [...new Set(nodes)].filter((node) => node && CONTROLS[node.localName]) };
  }

  /** Whether a control shows what Python says: not one that is being typed or dragged, nor one that keeps a text or a secret. */
  function follows(node, held) {
    const control = node.localName === "option" ? node.closest("select") : node;
    // A choice is made at once: the mark of one with the focus may have gone to what an older answer spoke of.
    const busy = control === document.activeElement && !/^(radio|checkbox)$/.test(control.type);
    return !busy && control.type !== "password" && !(control.name && held(control.name));
  }

  /**
   * The node that each piece stands for, and none for the end of an element; undefined if the form is another. What is
   * in a textarea stands for the textarea: a parser drops its first newline, and makes no text of nothing.
   */
  function nodesOf(form, pieces) {
    const nodes = [];
    let [parent, next] = [null, form];
    for (const piece of pieces) {
      if (piece[1] === "/" && piece[0] === "<") {
        if (next || !parent) return undefined;
        [parent, next] = [parent.parentNode, parent === form ? null : parent.nextSibling];
        nodes.push(undefined);
        continue;
      }
      if (parent && parent.localName === "textarea") {
        nodes.push(parent);
        continue;
      }
      if (!next || !stands(next, piece)) return undefined;
      nodes.push(next);
      if (next.localName === "textarea") [parent, next] = [next, null];
      else if (piece[0] === "<" && !EMPTY.has(next.localName)) [parent, next] = [next, next.firstChild];
      else next = next.nextSibling;
    }
    return nodes;
  }

  function stands(node, piece) {
    if (piece[0] !== "<") return node.nodeType === TEXT;
    const name = node.localName;
    return node.nodeType === ELEMENT && piece.startsWith(name, 1) && ENDS.has(piece[name.length + 1]);
  }

  /** Note what to write where a piece has changed; false if that cannot be said, or its place is gone from the page. */
  function differs(node, old, now, writes) {
    if (!node || !node.isConnected || nameOf(old) !== nameOf(now)) return false;
    if (now[0] !== "<") {
      const area = node.localName === "textarea";
      // Whoever marks words cuts a text in two: what was drawn would stand beside what is.
      return (area || node.data === text(old)) && writes.push({ node, value: text(area ? now.slice(1) : now) });
    }
    const [had, has] = [attributes(old), attributes(now)];
    for (const name of new Set([...had.keys(), ...has.keys()])) {
      const value = has.has(name) ? has.get(name) : null;
      // A parser may have given it another case; what a reader opens is his.
      if (had.get(name) === value || (name === "open" && node.localName === "details")) continue;
      if (had.has(name) !== node.hasAttribute(name) && !(had.has(name) && value === null)) return false;
      writes.push({ node, name, value });
    }
    return true;
  }

  /** What a piece is: a tag of this name, or a text. */
  const nameOf = (piece) => (piece[0] === "<" ? piece.match(/^<[^\s>]+/)[0] : "");

  function attributes(tag) {
    const found = new Map();
    for (const [, name, value] of tag.matchAll(ATTRIBUTES)) found.set(name, text(value || ""));
    return found;
  }

  const text = (escaped) => (escaped.includes("&") ? escaped.replace(/&(?:lt|gt|quot|#x27|amp);/g, (one) => ENTITIES[one]) : escaped);

  const EMPTY = new Set(["input", "br", "hr", "img", "wbr"]);

  // What a hand has moved no longer follows its attribute, and Python may have refused it.
  const CONTROLS = {
    input(node) {
      if (node.type === "radio" || node.type === "checkbox") set(node, "checked", node.hasAttribute("checked"));
      else set(node, "value", node.getAttribute("value") || "");
    },
    textarea: (node) => set(node, "value", node.textContent),
    option: (node) => set(node, "selected", node.hasAttribute("selected")),
  };

  function set(node, name, value) {
    if (node[name] !== value) node[name] = value;
  }

  scope.nudgeChanges = Object.assign(changes, { cut });
})(self);
