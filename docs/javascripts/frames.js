/**
 * Frames: answers made at build time by the widget's own view, shown until Python is awake (widgets/embed/frames.py).
 *
 * A file holds, by control, what it was built with, columns (the first one the control's values) and leaves: [where,
 * what, template], where is the positions of child nodes from the form down, what an attribute, "" for text, "<" for the
 * markup inside. A template is words and numbers of columns. Controls that answer together stand with a space between,
 * and their columns come first, in that order. A frame answers only the State as built with these controls moved; whether
 * it is, the caller knows.
 */
(function (scope) {
  "use strict";

  /**
   * @param {{text: (name: string, options?: object) => Promise<string>}} provider
   * @param {string} name such as "frames/0123456789ab.json"
   * @returns {Promise<{answers: Function, apply: Function, leaves: Function}>} rejects with an AssetError
   */
  async function load(provider, name) {
    const groups = Object.entries(JSON.parse(await provider.text(name, { priority: "low" }))).map(([names, group]) => {
      const controls = names.split(" ");
      const rows = new Map(group.columns[0].map((_, row) => [keyOf(group.columns.slice(0, controls.length).map((one) => one[row])), row]));
      return { ...group, controls, rows };
    });

    /** The group that has all these controls, and its row for them; the others stand as built. */
    function find(values) {
      const names = Object.keys(values);
      const group = groups.find(({ controls }) => names.length && names.every((one) => controls.includes(one)));
      if (!group) return undefined;
      const { controls, built, rows } = group;
      const row = rows.get(keyOf(controls.map((one, index) => (Object.hasOwn(values, one) ? values[one] : built[index]))));
      return row === undefined ? undefined : { group, row };
    }

    /** Whether there is a frame for these values. @param {Object<string, string>} values by control */
    const answers = (values) => Boolean(find(values));

    /** The leaves of a frame: [where, what, value]; a value of null is an attribute that is absent. */
    function leaves(values) {
      const { group, row } = find(values);
      return group.leaves.map(([where, what, template]) => [where, what, filled(template, group.columns, row)]);
    }

    /**
     * Draw a frame on a form that stands as built, or as another frame of these controls left it.
     * @param {Object<string, string>} values by control
     * @returns {boolean} false if there is none, or if the form is another; then nothing is changed
     */
    function apply(form, values) {
      if (!form || !answers(values)) return false;
      const changes = leaves(values).map(([where, what, text]) => ({ node: found(form, where), what, text }));
      // Somebody else's script may have rebuilt the page, a translator's for one.
      if (!changes.every(({ node, what }) => node && node.nodeType === (what === "" ? TEXT : ELEMENT))) return false;
      for (const change of changes) draw(change);
      return true;
    }

    return { answers, apply, leaves };
  }

  const [ELEMENT, TEXT] = [1, 3];
  const keyOf = (values) => JSON.stringify(values);

  function filled(template, columns, row) {
    const pieces = template.map((piece) => (typeof piece === "number" ? columns[piece][row] : piece));
    return pieces.length === 1 ? pieces[0] : pieces.join("");
  }

  const found = (form, where) => where.reduce((node, index) => node && node.childNodes[index], form);

  function draw({ node, what, text }) {
    if (what === "") {
      if (node.data !== text) node.data = text;
    } else if (what === "<") {
      // From Python's escaping builder, as all markup of a widget.
      if (node.innerHTML !== text) node.innerHTML = text;
    } else if (text === null) {
      node.removeAttribute(what);
    } else if (node.getAttribute(what) !== text) {
      node.setAttribute(what, text);
    }
    // What a hand has moved no longer follows its attribute.
    if (what === "value" && node.value !== text) node.value = text;
    if (what === "checked" || what === "selected") node[what] = text !== null;
  }

  scope.nudgeFrames = { load };
})(self);
