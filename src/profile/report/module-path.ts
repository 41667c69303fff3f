import type { Report } from "./report.js";

/** Returns a module's name from that of its package on; if it is in none, relative to `folder`. */
export function pathFrom(folder: string, name: string): string {
	const parts = folder.split(/[\\/]/);
	const theirs = name.split(/[\\/]/);
	let same = 0;
	while (same < parts.length && parts[same] === theirs[same]) {
		same++;
	}
	const inPackages = theirs.lastIndexOf("node_modules");
	if (inPackages !== -1) {
		return theirs.slice(inPackages + 1).join("/");
	}
	return same < 2
		? name
		: "../".repeat(parts.length - same) + theirs.slice(same).join("/");
}

/** Returns a module's name as it is printed: relative to the working directory of the profiler if it is below that, but from that of its package on. */
export function shortName({ folder }: Report, name: string): string {
	const path = pathFrom(folder, name);
	return path.startsWith("../") ? name : path;
}
