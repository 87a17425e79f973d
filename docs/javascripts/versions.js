/**
 * What readers leave, as values: told from what is none, and two versions made one so that no text is lost. No storage
 * and no page here.
 *
 * A version is {fields, drafts}. `fields` is a widget's State as Python gave it. `drafts` holds, by field, a text that
 * stands in a box and in no State: typed before Python woke, or longer than the widget takes.
 * An aside is {field, text, why}: a text that lost its place and is kept beside, until the reader takes or deletes it.
 */
(function (scope) {
  "use strict";

  /** A version of its own; what is missing is empty. */
  const version = (fields = {}, drafts = {}) => ({ fields: { ...fields }, drafts: { ...drafts } });

  /** Whether two plain JSON values say the same; the order of an object's names says nothing. */
  function same(one, other) {
    if (one === other || (one !== one && other !== other)) return true;
    if (typeof one !== "object" || typeof other !== "object" || !one || !other) return false;
    if (Array.isArray(one) !== Array.isArray(other)) return false;
    const names = Object.keys(one);
    if (names.length !== Object.keys(other).length) return false;
    return names.every((name) => Object.hasOwn(other, name) && same(one[name], other[name]));
  }

  /** Whether nothing of `part` is lost where `text` stands: it lies inside, or was written on in one place. */
  function holds(text, part) {
    if (typeof text !== "string" || typeof part !== "string") return false;
    if (text.includes(part.trim())) return true;
    let start = 0;
    while (start < part.length && part[start] === text[start]) start++;
    let end = 0;
    while (end < part.length - start && part[part.length - 1 - end] === text[text.length - 1 - end]) end++;
    return part.length <= text.length && start + end >= part.length;
  }

  /** What a reader sees in the box of a field. */
  const box = ({ fields, drafts }, name) => (Object.hasOwn(drafts, name) ? drafts[name] : fields[name]);

  const agree = (one, other, name) => same(one.fields[name], other.fields[name]) && one.drafts[name] === other.drafts[name];

  /** Lay field `name` of `from` into `into`, and what is missing there, too. */
  function take(into, from, name) {
    for (const part of ["fields", "drafts"]) {
      if (Object.hasOwn(from[part], name)) into[part][name] = from[part][name];
      else delete into[part][name];
    }
  }

  /**
   * Merge field by field: what only one side changed is that side's; what both changed stays mine.
   *
   * @param {object} before the last version that both sides had
   * @param {object} mine
   * @param {object | null} theirs null where nothing is stored (any more): then all is mine
   * @param {string[]} texts fields in which readers write; of these alone a lost value is worth keeping
   * @returns {{version: object, lost: {field: string, text: string}[]}} `lost`: their texts that had to give way
   */
  function merge(before, mine, theirs, texts) {
    // A State has all its fields, so one that is missing was written before the widget had it: nobody changed it.
    const complete = ({ fields, drafts }) => version({ ...before.fields, ...fields }, drafts);
    const merged = complete(mine);
    if (!theirs) return { version: merged, lost: [] };
    mine = complete(mine);
    theirs = complete(theirs);
    const lost = [];
    const names = new Set([mine, theirs].flatMap(({ fields, drafts }) => [...Object.keys(fields), ...Object.keys(drafts)]));
    for (const name of names) {
      if (agree(theirs, before, name)) continue;
      // A text that went from its box into the State was changed by nobody.
      const changed = (side) => !same(box(side, name), box(before, name));
      if (agree(mine, before, name) || (!changed(mine) && changed(theirs))) {
        take(merged, theirs, name);
        continue;
      }
      if (!changed(theirs)) continue;
      const written = texts.includes(name) || Object.hasOwn(mine.drafts, name) || Object.hasOwn(theirs.drafts, name);
      const text = box(theirs, name);
      if (written && isWritten(text) && !holds(box(mine, name), text)) lost.push({ field: name, text });
    }
    return { version: merged, lost };
  }

  const isWritten = (text) => typeof text === "string" && text.trim() !== "";

  /** The asides without those that say nothing new: their words stand in the box, or in a longer aside of that field. */
  function spared(asides, now) {
    const kept = [];
    const stands = ({ field, text }) => holds(box(now, field), text) || kept.some((one) => one.field === field && holds(one.text, text));
    for (const aside of [...asides].sort((one, other) => other.text.trim().length - one.text.trim().length)) {
      if (isWritten(aside.text) && !stands(aside)) kept.push(aside);
    }
    return asides.filter((aside) => kept.includes(aside));
  }

  /** Whether two asides are the same text of the same field, whyever they are kept. */
  const twins = (one, other) => one.field === other.field && one.text === other.text;

  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const isAside = (one) => isObject(one) && typeof one.field === "string" && typeof one.text === "string";

  function isSound(value) {
    if (!isObject(value) || value.version !== 1 || !Number.isFinite(value.revision)) return false;
    if (!isObject(value.fields) || !isObject(value.drafts) || !Array.isArray(value.aside)) return false;
    return Object.values(value.drafts).every((draft) => typeof draft === "string") && value.aside.every(isAside);
  }

  /** The texts inside a value that cannot be used itself; short words without a space are no reader's. */
  function writings(value, texts, field = "", depth = 0) {
    if (typeof value === "string") {
      const written = isWritten(value) && (texts.includes(field) || /\s/.test(value.trim()) || value.length > 20);
      return written ? [{ field, text: value, why: "unreadable" }] : [];
    }
    if (typeof value !== "object" || !value || ArrayBuffer.isView(value) || depth > 5) return [];
    if (isAside(value)) return isWritten(value.text) ? [{ why: "unreadable", ...value }] : [];
    return Object.entries(value).flatMap(([name, part]) => writings(part, texts, Array.isArray(value) ? field : name, depth + 1));
  }

  /** A sound value with the fields that the widget still has; a text of one that it lost goes aside. */
  function known({ fields, drafts, aside, revision }, { built, texts }) {
    const names = Object.keys(fields).filter((name) => Object.hasOwn(built, name));
    const others = Object.entries(fields).filter(([name]) => !names.includes(name));
    return {
      ...version(Object.fromEntries(names.map((name) => [name, fields[name]])), drafts),
      aside: [...aside, ...writings(Object.fromEntries(others), texts)],
      revision,
    };
  }

  /** What 0.1.0 kept, as fields; a text that cannot be read comes aside. */
  function firstVersion(raw, { texts }) {
    let kept;
    try {
      kept = JSON.parse(raw);
    } catch {
      kept = raw;
    }
    const { explanation, ticked } = isObject(kept) ? kept : {};
    const sound = typeof explanation === "string" && Array.isArray(ticked) && ticked.every((one) => typeof one === "string");
    return sound ? { ...version({ explanation, ticked }), aside: [] } : { ...version(), aside: writings(kept, texts) };
  }

  scope.nudgeVersions = { version, same, holds, box, merge, spared, twins, isWritten, isAside, isSound, writings, known, firstVersion };
})(self);
