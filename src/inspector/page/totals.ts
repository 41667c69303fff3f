import { byId, setText } from "../../browser/element.js";
import { formatBytes, formatCount, formatTime } from "../../browser/format.js";
import type { Pulse, Snapshot } from "../snapshot.js";
import { isFaulty, type Line } from "./outline.js";

/** Shows the totals of `lines`, and what is known of the process. */
export function showTotals(
	lines: readonly Line[],
	{ startedAt, memoryAtStart }: Snapshot,
	{ now, memory }: Pulse,
): void {
	const nodes = lines.map(({ node }) => node);
	// What a namespace has itself was there with it: it was never to be loaded.
	const known = nodes.filter(
		({ state, sameAs }) => state !== "own" && sameAs === undefined,
	);
	const count = (state: string) =>
		known.filter((node) => node.state === state).length;
	const failed = nodes.filter(isFaulty).length;
	const importing = known.reduce(
		(sum, node) => sum + (node.import?.milliseconds ?? 0),
		0,
	);
	const totals = {
		loaded: `${formatCount(count("loaded"))} of ${formatCount(known.length)}`,
		loading: formatCount(count("loading")),
		failed: formatCount(failed),
		importing: formatTime(importing),
		memory: formatBytes(memory),
		"memory-at-start": formatBytes(memoryAtStart),
		uptime: formatTime(Math.floor((now - startedAt) / 1_000) * 1_000),
	};
	for (const [id, text] of Object.entries(totals)) {
		setText(byId(id), text);
	}
	const share = byId<HTMLProgressElement>("share");
	share.max = known.length || 1;
	share.value = count("loaded");
	byId("failed").classList.toggle("some", failed > 0);
}
