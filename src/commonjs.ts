import * as exported from "./index.js";

/**
 * What `require` returns: `publisher` itself, as with Express's own middleware, with all the exports
 * as its properties. Only the CommonJS build has this module, as its entry.
 */
const required = Object.assign(exported.publisher, exported);

module.exports = required;
