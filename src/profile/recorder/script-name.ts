/**
 * What the script of the recorder is called. Its calls of what it wraps are on the stack of the server, among
 * those of Node's own loader: named as they are, they are passed over as they are by whoever looks for the module
 * that requires another.
 */
export const SCRIPT_NAME = "node:internal/express-publisher/recorder";
