/**
 * The hosted site's service worker: keeps its pages as one version, and serves them without a network.
 *
 * Workbox keeps versions apart: a new one is fetched whole in the background, and used when its reader asks for it or
 * when no page of the old one is open. The files that widgets run on are kept by the page itself (copies.js), by
 * addresses that change with their contents; here a new version takes care that those are there in their new form
 * before it is used. widgets/embed/hosted.py writes `nudgePages` and `nudgeList` before it.
 */
(function (scope) {
  "use strict";

  const BASE = scope.registration.scope;
  const FILES = `nudge files ${new URL(BASE).pathname}`;
  /** Kept where the reader asked for everything (offline.js): then what is new in a version belongs to it. */
  const EVERYTHING = "everything";
  const at = (place) => new URL(place, BASE).href;
  /** A file's address without what changes with its contents. */
  const stem = (place) => place.replace(/\.[0-9a-f]{8}\.bin$/, "");

  const pages = new scope.workbox.PrecacheController({ fallbackToNetwork: true });
  pages.addToCacheList(scope.nudgePages);

  scope.addEventListener("install", (event) => event.waitUntil(Promise.all([pages.install(event), follow()])));
  scope.addEventListener("activate", (event) => event.waitUntil(Promise.all([pages.activate(event), sweep()])));
  scope.addEventListener("message", ({ data }) => data === "use" && scope.skipWaiting());
  scope.addEventListener("fetch", (event) => {
    const answer = answerTo(event);
    if (answer) event.respondWith(answer);
  });

  function answerTo(event) {
    const { request } = event;
    if (request.method !== "GET" || !request.url.startsWith(BASE)) return undefined;
    const [address] = request.url.split(/[?#]/);
    const url = address.endsWith("/") ? `${address}index.html` : address;
    if (pages.getCacheKeyForURL(url)) return pages.createHandlerBoundToURL(url)({ request, event });
    // What is no page of this version may be one of the next, or missing.
    if (request.mode === "navigate") return scope.fetch(request).catch(async () => (await pages.matchPrecache(at("404.html"))) || scope.Response.error());
    return undefined;
  }

  async function listed() {
    const answer = (await pages.matchPrecache(at(scope.nudgeList))) || (await scope.fetch(at(scope.nudgeList)));
    if (!answer.ok) throw new Error(`${scope.nudgeList}: the host answered ${answer.status}`);
    return Object.values(await answer.json());
  }

  /** The cache of files, and what it holds, by address below the base; nothing where nothing was kept. */
  async function kept() {
    if (!(await scope.caches.has(FILES))) return { places: [] };
    const cache = await scope.caches.open(FILES);
    return { cache, places: (await cache.keys()).map(({ url }) => url.slice(BASE.length)) };
  }

  /** Fetch what was kept in an older form; where one fails, so does this version, and the older one stays whole. */
  async function follow() {
    const { cache, places } = await kept();
    if (!cache) return;
    const stems = new Set(places.map(stem));
    for (const entry of await listed()) {
      const wanted = stems.has(stem(entry.at)) || places.includes(EVERYTHING);
      if (wanted && !places.includes(entry.at)) await cache.put(at(entry.at), await whole(entry));
    }
  }

  /** A file as it comes, if it is right. */
  async function whole(entry) {
    const answer = await scope.fetch(at(entry.at), { cache: "reload" });
    const data = new Uint8Array(await answer.arrayBuffer());
    const unpacked = data[0] === 0x1f && data[1] === 0x8b ? await scope.nudgeUnpack(data).catch(() => undefined) : data;
    if (!answer.ok || !unpacked || (await scope.nudgeSha256(unpacked)) !== entry.sha256) throw new Error(`${entry.at} came damaged`);
    return new scope.Response(data);
  }

  /** Nobody asks for files of an older version any more. */
  async function sweep() {
    const { cache, places } = await kept();
    if (!cache) return;
    const wanted = new Set([EVERYTHING, ...(await listed()).map((entry) => entry.at)]);
    for (const place of places) if (!wanted.has(place)) await cache.delete(at(place));
  }
})(self);
