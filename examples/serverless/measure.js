// Prints how long a cold invocation takes, from the start of the process to the function's answer.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { compare } from "existing-app/compare.js";

const script = fileURLToPath(new URL("invoke.js", import.meta.url));
const event = fileURLToPath(new URL("events/rest-get.json", import.meta.url));

await compare(21, async (variant) => {
	const begun = performance.now();
	const invocation = spawn(process.execPath, [script, event, variant], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	await once(invocation.stdout, "data");
	const answered = performance.now();
	await once(invocation, "exit");
	return { "cold invocation": answered - begun };
});
