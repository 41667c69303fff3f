// Prints what bundling and Node's compile cache save, all variants in turn.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import module from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { median } from "existing-app/compare.js";

const { values: given } = parseArgs({
	options: {
		rounds: { type: "string", default: "21" },
		processes: { type: "string", default: "32" },
	},
});
const folder = mkdtempSync(join(tmpdir(), "bundled-"));
process.once("exit", () => rmSync(folder, { recursive: true }));

// Prints the peak of resident memory, in KiB, when the server ends.
const tellMemory = `data:text/javascript,${encodeURIComponent(
	'process.once("exit", () => console.log(process.resourceUsage().maxRSS));',
)}`;

const variants = ["server.js", "dist/server.js"].flatMap((file) => [
	{ name: file, file, env: {} },
	// Node has it since 22.8.
	...(module.enableCompileCache === undefined
		? []
		: [
				{
					name: `${file}, compile cache`,
					file,
					env: { NODE_COMPILE_CACHE: join(folder, file.replace("/", "-")) },
				},
			]),
]);

for (const variant of variants) {
	await storm(variant, 1); // Fills the compile cache.
}
const samples = variants.map(() => []);
for (let round = 0; round < Number(given.rounds); round++) {
	for (const [index, variant] of variants.entries()) {
		const { responded, memory } = await storm(variant, 1);
		samples[index].push({ responded, memory });
	}
}
const storms = variants.map(() => []);
for (let round = 0; round < Math.ceil(Number(given.rounds) / 7); round++) {
	for (const [index, variant] of variants.entries()) {
		const { responded } = await storm(variant, Number(given.processes));
		storms[index].push(responded);
	}
}

console.log(
	`Node ${process.version}: medians of ${given.rounds} starts and of ${storms[0].length} storms, with the median of the ratios to the first line of the same round`,
);
console.log(
	`| | first response, ms | | all of ${given.processes}, ms | | memory, MiB |`,
);
console.log("| --- | ---: | ---: | ---: | ---: | ---: |");
for (const [index, { name }] of variants.entries()) {
	const times = (all) => all.map(({ responded }) => responded);
	const cells = [
		...withRatio(times(samples[index]), times(samples[0])),
		...withRatio(storms[index], storms[0]),
		(median(samples[index].map(({ memory }) => memory)) / 1_024).toFixed(0),
	];
	console.log(`| ${name} | ${cells.join(" | ")} |`);
}

/** Starts `count` servers at once and has each answer one request. Resolves to when all had answered, in milliseconds, and the most memory that one took. */
async function storm({ file, env }, count) {
	const begun = performance.now();
	const servers = await Promise.all(
		Array.from({ length: count }, () => start(file, env)),
	);
	const responded = performance.now() - begun;
	const memory = await Promise.all(servers.map((stop) => stop()));
	return { responded, memory: Math.max(...memory) };
}

/** Starts a server and sends it one request. Resolves to the function that stops it, which resolves to the memory that it took, in KiB. */
async function start(file, env) {
	const script = fileURLToPath(new URL(file, import.meta.url));
	const server = spawn(process.execPath, ["--import", tellMemory, script], {
		env: { ...process.env, ...env, PORT: "0" },
		stdio: ["ignore", "pipe", "inherit"],
	});
	const lines = createInterface(server.stdout);
	const [line] = await once(lines, "line");
	const [origin] = line.split(" ");
	const response = await fetch(`${origin}labels`);
	if (!response.ok) {
		throw new Error(`${file} answers ${response.status}`);
	}
	await response.text();
	return async () => {
		server.kill();
		const [memory] = await once(lines, "line");
		await once(server, "exit");
		return Number(memory);
	};
}

function withRatio(figures, firsts) {
	const ratio = median(figures.map((figure, round) => figure / firsts[round]));
	return [median(figures).toFixed(0), ratio.toFixed(2)];
}
