import { fileURLToPath } from "node:url";
import { runScript } from "./run-script.js";
import type { Settings } from "./settings.js";

/** The heap of a process, in bytes, after few requests and after many. */
export interface HeapFigures {
	readonly few: number;
	readonly many: number;
	readonly afterFew: readonly number[];
	readonly afterMany: readonly number[];
}

/** Measures whether requests leave anything behind on the heap. */
export async function measureHeap(
	{ heap }: Settings,
	log: (line: string) => void,
): Promise<HeapFigures> {
	const { few, many, processes } = heap;
	const script = fileURLToPath(new URL("heap-process.js", import.meta.url));
	const measured: { afterFew: number; afterMany: number }[] = [];
	for (let round = 1; round <= processes; round++) {
		log(`process ${round} of ${processes}, ${many} requests`);
		measured.push(
			await runScript(script, [few, many], [process.execPath, "--expose-gc"]),
		);
	}
	return {
		few,
		many,
		afterFew: measured.map(({ afterFew }) => afterFew),
		afterMany: measured.map(({ afterMany }) => afterMany),
	};
}
