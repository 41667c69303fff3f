// Prints how long the application takes to start, before and after its move.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { compare } from "./compare.js";

const script = fileURLToPath(new URL("server.js", import.meta.url));

await compare(21, async (variant) => {
	const begun = performance.now();
	const server = spawn(process.execPath, [script, variant], {
		env: { ...process.env, PORT: "0" },
		stdio: ["ignore", "pipe", "inherit"],
	});
	const [line] = await once(createInterface(server.stdout), "line");
	const listening = performance.now();
	const response = await fetch(`${line.split(" ")[0]}labels`);
	await response.text();
	const responded = performance.now();
	server.kill();
	await once(server, "exit");
	return {
		"until it listens": listening - begun,
		"until it has answered `/labels`": responded - begun,
	};
});
