// Loaded by `node --require` into the process of the server, before anything else: runs the recorder by the
// name of a script of Node's own, and is itself in no list of what is loaded.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compileFunction, constants } from "node:vm";
import { SCRIPT_NAME } from "./script-name.js";

const text = readFileSync(join(__dirname, "recorder.cjs"), "utf8");
const record = compileFunction(text, ["require"], {
	filename: SCRIPT_NAME,
	importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
process.execArgv.splice(0, process.execArgv.indexOf(__filename) + 1);
delete require.cache[__filename];
record(require);
