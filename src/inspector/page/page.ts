import { byId, setText } from "../../browser/element.js";
import { formatCount } from "../../browser/format.js";
import type { Pulse, Snapshot } from "../snapshot.js";
import { showAxis } from "./axis.js";
import { connect } from "./connection.js";
import { createDetails } from "./details.js";
import { createFailures } from "./failures.js";
import { choose, type Order, outlineOf } from "./outline.js";
import { createPreloadButton } from "./preload-button.js";
import { createTable } from "./table.js";
import { createTimeline } from "./timeline.js";
import { showTotals } from "./totals.js";

let snapshot: Snapshot | undefined;
let pulse: Pulse | undefined;
let pulseAt = 0;
let selected: string | undefined;
const collapsed = new Set<string>();

const waterfall = byId<HTMLInputElement>("waterfall");
const filter = byId<HTMLInputElement>("filter");
const showFailures = createFailures((path) => {
	select(path);
	table.focus(path);
});
const table = createTable({ select, setCollapsed });
const details = createDetails(close);
const showPreload = createPreloadButton();

byId("controls").addEventListener("input", render);
document.addEventListener("keydown", ({ key }) => {
	if (key === "Escape") {
		close();
	}
});
connect({
	onSnapshot(received) {
		snapshot = received;
		render();
	},
	onPulse(received) {
		pulse = received;
		pulseAt = performance.now();
		render();
	},
});

function select(path: string): void {
	selected = path;
	render();
}

function close(): void {
	if (selected !== undefined) {
		const path = selected;
		selected = undefined;
		render();
		table.focus(path);
	}
}

function setCollapsed(path: string, isCollapsed: boolean): void {
	if (isCollapsed) {
		collapsed.add(path);
	} else {
		collapsed.delete(path);
	}
	render();
}

/** Shows all there is to show; what did not change stays as it is. */
function render(): void {
	if (snapshot === undefined || pulse === undefined) {
		return;
	}
	const { startedAt, tree, preload } = snapshot;
	// The server's time; the browser's clock may be another one.
	const now = pulse.now + performance.now() - pulseAt;
	const lines = outlineOf(tree);
	const order: Order = waterfall.checked ? "time" : "tree";
	const shown = choose(lines, { order, filter: filter.value, collapsed });
	const timeline = createTimeline(
		lines.flatMap(({ node }) => {
			if (node.import === undefined) {
				return [];
			}
			const from = node.import.startedAt - startedAt;
			const { milliseconds = now - startedAt - from } = node.import;
			return [{ from, to: from + milliseconds }];
		}),
	);
	byId("main").hidden = byId("preload").hidden = false;
	showPreload(preload);
	showTotals(lines, snapshot, { ...pulse, now });
	showFailures(lines);
	// First what takes space from the table: its axis has as many labels as there is space for.
	details.show(
		lines.find(({ node }) => node.path === selected)?.node,
		startedAt,
	);
	table.show({
		lines: shown,
		order,
		collapsed,
		selected,
		timeline,
		startedAt,
		now,
	});
	showAxis(timeline);
	const counts = [shown, lines].map(({ length }) => formatCount(length));
	setText(byId("shown"), `${counts.join(" of ")} shown`);
}
