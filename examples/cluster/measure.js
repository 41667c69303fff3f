// Prints how long a rolling restart takes under load, before and after the application's move.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { compare } from "existing-app/compare.js";
import { startLoad } from "./load.js";

const script = fileURLToPath(new URL("primary.js", import.meta.url));

await compare(7, async (variant) => {
	const primary = spawn(process.execPath, [script, variant], {
		env: { ...process.env, PORT: "0" },
		stdio: ["ignore", "pipe", "inherit"],
	});
	const lines = createInterface(primary.stdout)[Symbol.asyncIterator]();
	const [, origin] = await printed(lines, /^(http:\S+)\/ is there/);
	const stopLoad = startLoad(origin);
	primary.kill("SIGHUP");
	const [, listen] = await printed(lines, /workers listen after (\d+) ms$/);
	const [, answer] = await printed(lines, /have answered after (\d+) ms$/);
	const { lost } = await stopLoad();
	primary.kill("SIGTERM");
	await once(primary, "exit");
	if (lost.length > 0) {
		throw new Error(`${lost.length} requests lost, first ${lost[0]}`);
	}
	return {
		"until all new workers listen": Number(listen),
		"until all new workers have answered": Number(answer),
	};
});

/** Gives the match of the next of the `lines` that matches `pattern`. */
async function printed(lines, pattern) {
	for (;;) {
		const { value, done } = await lines.next();
		if (done) {
			throw new Error(`the cluster has ended without printing ${pattern}`);
		}
		const match = pattern.exec(value);
		if (match !== null) {
			return match;
		}
	}
}
