/**
 * The one way off this site: sends what the stronger tutor's widget asks to the server whose address the reader typed.
 *
 * Only its page loads this, and only pages that load it have a policy under which other origins can be asked
 * (widgets/embed/policy.py). No policy knows what will be typed, so what binds a request to that address stands here: it
 * is the one in the box, and no redirect is followed. The key is read from its field at the moment of asking.
 */
(function (scope) {
  "use strict";

  /** Milliseconds: a large model on a small computer thinks for minutes. */
  const PATIENCE = 180_000;
  /** Bytes of an answer. */
  const LARGEST = 100_000;
  /** Shorter ones are stand-ins that a server without keys is given, and may be any word. */
  const SHORTEST_SECRET = 8;
  const THIS_DEVICE = /^(?:(?:[\w-]+\.)*localhost|127(?:\.\d+){3}|\[::1\])$/;
  const { document } = scope;

  const refused = (words) => Object.assign(new Error(words), { plain: true });

  /** Where the question goes. @param {string} address as typed */
  function place(address) {
    let url;
    try {
      url = new scope.URL(address);
    } catch {
      throw refused("This is no address; nothing was sent.");
    }
    if (!/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
      throw refused("The address has to begin with http:// or https://, and to name a host and a path alone; nothing was sent.");
    }
    if (scope.location.protocol === "https:" && url.protocol === "http:" && !THIS_DEVICE.test(url.hostname)) {
      throw refused("Browsers let this page ask another computer over https:// alone; http:// leads only to a server on this device. Nothing was sent.");
    }
    url.pathname = `${url.pathname.replace(/\/+$/, "")}/chat/completions`;
    return url;
  }

  function headers(key) {
    if (!/^[!#-[\]-~]*$/.test(key)) throw refused("A key has neither spaces nor letters with accents; look whether all of it was pasted. Nothing was sent.");
    return { "Content-Type": "application/json", ...(key && { Authorization: `Bearer ${key}` }) };
  }

  async function AskTutor({ address, body }, { owner, onDrop }) {
    const widget = document.getElementById(owner);
    if (widget.querySelector("[name=address]").value.trim() !== address) throw refused("The address has changed meanwhile, so nothing was sent.");
    const url = place(address);
    const key = widget.querySelector("input[type=password]").value.trim();
    const request = { method: "POST", headers: headers(key), body };
    const abort = new scope.AbortController();
    onDrop(() => abort.abort());
    let late = false;
    const timer = scope.setTimeout(() => {
      late = true;
      abort.abort();
    }, PATIENCE);
    const manners = { mode: "cors", credentials: "omit", redirect: "error", referrerPolicy: "no-referrer", cache: "no-store" };
    try {
      const answer = await scope.fetch(url.href, { ...request, ...manners, signal: abort.signal });
      const text = await whole(answer, abort);
      // A server may repeat what it was sent; what it says is kept, and the key never is.
      return { status: answer.status, text: key.length < SHORTEST_SECRET ? text : text.replaceAll(key, "(your key)") };
    } catch (error) {
      if (error.plain) throw error;
      if (late) throw refused(`${url.host} did not answer within ${PATIENCE / 60_000} minutes, so it was given up. A smaller model answers sooner.`);
      throw refused(silence(url));
    } finally {
      scope.clearTimeout(timer);
    }
  }

  async function whole(answer, abort) {
    const parts = [];
    let loaded = 0;
    for (const reader = answer.body.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value);
      loaded += value.length;
      if (loaded <= LARGEST) continue;
      abort.abort();
      throw refused(`The answer is longer than ${LARGEST / 1000} kB, so it was not read: at that address may be something else.`);
    }
    return new scope.Blob(parts).text();
  }

  /** A browser tells no page why a request failed: all that it may have been, with what helps. */
  function silence({ host, hostname }) {
    if (scope.navigator.onLine === false && !THIS_DEVICE.test(hostname)) return "This device is offline. Your text is still here.";
    const { origin } = scope;
    return (
      `Nothing that can be read came from ${host}. Either no server answers there, or it does not allow pages of ${origin}. ` +
      `Start it and look at the address; then allow this page: Ollama reads OLLAMA_ORIGINS=${origin} when it starts, other servers have a setting called CORS.`
    );
  }

  /** What stands in the other widget now, typed a moment ago or in a State. */
  async function Neighbor({ widget }) {
    const beside = document.getElementById(widget);
    if (!beside?.machine) return "";
    await beside.machine.restored();
    const { fields, drafts } = beside.kept.version();
    return JSON.stringify({ ...fields, ...drafts });
  }

  // A page that is left may wait whole for the way back; the key does not.
  scope.addEventListener("pagehide", () => {
    for (const secret of document.querySelectorAll("live-widget input[type=password]")) secret.value = "";
  });

  scope.nudgeOwn = { AskTutor, Neighbor };
})(self);
