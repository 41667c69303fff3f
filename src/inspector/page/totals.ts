import { byId, setText } from "../../display/element.js";
import { formatBytes, formatCount, formatTime } from "../../display/format.js";
import type { Pulse, Snapshot } from "../snapshot.js";
import { isFaulty, type Line } from "./outline.js";

/** Shows the totals of `lines`, and what is known of the process. */
export function showTotals(
	lines: readonly Line[],
	{ startedAt, memoryAtStart }: Snapshot,
	{ now, memory }: Pulse,
): void {
	const nodes = lines.map(({ node }) => node);
	// A namespace's own values come with it, and are never imported; but they may be what cannot be published.
	const known = nodes.filter(
		(node) =>
			(node.state !== "own" || isFaulty(node)) && node.sameAs === undefined,
	);
	// Each is counted once: the counts add up.
	const failed = known.filter(isFaulty).length;
	const count = (state: string) =>
		known.filter((node) => node.state === state && !isFaulty(node)).length;
	const importTime = known.reduce(
		(sum, node) => sum + (node.import?.milliseconds ?? 0),
		0,
	);
	const totals = {
		imported: `${formatCount(count("imported"))} of ${formatCount(known.length)}`,
		importing: formatCount(count("importing")),
		failed: formatCount(failed),
		"not-imported": formatCount(count("not imported")),
		"import-time": formatTime(importTime),
		memory: formatBytes(memory),
		"memory-at-start": formatBytes(memoryAtStart),
		uptime: formatTime(Math.floor((now - startedAt) / 1_000) * 1_000),
	};
	for (const [id, text] of Object.entries(totals)) {
		setText(byId(id), text);
	}
	const share = byId<HTMLProgressElement>("share");
	share.max = known.length || 1;
	share.value = known.filter(({ state }) => state === "imported").length;
	byId("failed").classList.toggle("some", failed > 0);
}
