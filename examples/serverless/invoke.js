// Invokes the function as the cloud does: `node invoke.js EVENT.json [before]`.
import { readFileSync } from "node:fs";

const [file = new URL("events/rest-get.json", import.meta.url), variant] =
	process.argv.slice(2);
const module = variant === "before" ? "./handler-before.js" : "./handler.js";

const event = JSON.parse(readFileSync(file, "utf8"));
const { handler } = await import(module);
console.log(JSON.stringify(await handler(event, {}), null, "\t"));
