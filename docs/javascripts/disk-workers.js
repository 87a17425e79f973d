/**
 * Opened from disk no worker can be made of a file: the theme's search gets one made of the same script, which
 * search/search_worker.js of the folder edition has put into `nudgeSearchWorker`.
 */
(function (scope) {
  "use strict";

  const Native = scope.Worker;

  scope.Worker = class extends Native {
    /** @param {string | URL} address */
    constructor(address) {
      const ofSearch = String(address).includes("workers/search.");
      super(ofSearch ? URL.createObjectURL(new Blob([scope.nudgeSearchWorker], { type: "text/javascript" })) : address);
    }
  };
})(self);
