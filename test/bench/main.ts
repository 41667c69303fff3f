import { drawCharts } from "./charts.js";
import { describeMachine, machineLine } from "./machine.js";
import {
	measurePart,
	type PartName,
	parts,
	readResults,
	writeResults,
} from "./results.js";
import { full, quick } from "./settings.js";
import { tables } from "./tables.js";

const usage = `npm run bench -- [quick] [part ...]

Measures the parts that are named, or all: ${Object.keys(parts).join(", ")}.
With "quick", as briefly as possible, to see that the suite works; all but "cache", which needs Node 24 from npm.
"charts" draws the charts of the last results anew, "tables" prints their tables; neither measures anything.`;

const words = new Set(process.argv.slice(2));
const settings = words.delete("quick") ? quick : full;
const isDrawing = words.delete("charts");
const isPrinting = words.delete("tables");
const unknown = [...words].filter((word) => !(word in parts));

if (unknown.length > 0) {
	console.error(`There is no part ${unknown.join(", ")}.\n\n${usage}`);
	process.exitCode = 1;
} else if (isDrawing || isPrinting) {
	show();
} else {
	console.error(machineLine(describeMachine()));
	for (const name of chosenParts()) {
		const measured = await measurePart(name, settings);
		// After each part, so that none is lost with a later one.
		writeResults(settings, { ...readResults(settings), [name]: measured });
	}
	show();
}

function chosenParts(): PartName[] {
	const all = Object.keys(parts) as PartName[];
	const chosen = all.filter((name) => words.has(name));
	if (chosen.length > 0) {
		return chosen;
	}
	return settings === quick ? all.filter((name) => name !== "cache") : all;
}

function show(): void {
	const results = readResults(settings);
	if (!isPrinting) {
		console.error(drawCharts(results, settings).join("\n"));
	}
	if (!isDrawing) {
		console.log(tables(results));
	}
}
