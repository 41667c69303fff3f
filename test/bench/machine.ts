import { readFileSync } from "node:fs";
import { cpus, totalmem, type } from "node:os";

/** What the figures were measured on. */
export interface Machine {
	readonly processor: string;
	readonly processors: number;
	readonly memory: string;
	readonly system: string;
	readonly node: string;
	/** The versions of the packages that take part. */
	readonly packages: Readonly<Record<string, string>>;
}

export function describeMachine(): Machine {
	const packages = ["express", "router", "find-my-way", "rou3", "autocannon"];
	return {
		processor: cpus()[0]?.model.trim() ?? "unknown",
		processors: cpus().length,
		memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
		system: `${type()} ${process.arch}`,
		node: process.version,
		packages: Object.fromEntries(
			packages.map((name) => [name, versionOf(name)]),
		),
	};
}

/** Gives the machine in one line, as it stands over every table. */
export function machineLine(machine: Machine): string {
	const { processor, processors, memory, system, node, packages } = machine;
	const versions = Object.entries(packages).map((entry) => entry.join(" "));
	return `Node ${node}, ${versions.join(", ")}; ${processors} × ${processor}, ${memory}, ${system}`;
}

function versionOf(name: string): string {
	// From the file: not every package exports its package.json.
	const file = readFileSync(`node_modules/${name}/package.json`, "utf8");
	return (JSON.parse(file) as { version: string }).version;
}
