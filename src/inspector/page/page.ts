import { byId, setText } from "../../display/element.js";
import { formatCount } from "../../display/format.js";
import type { Pulse, Snapshot } from "../snapshot.js";
import { readAddress, writeAddress } from "./address.js";
import { connect } from "./connection.js";
import { createDetails } from "./details.js";
import { createFailures } from "./failures.js";
import { choose, type Line, type Order, outlineOf } from "./outline.js";
import { createPreloadButtons } from "./preload-button.js";
import { createSortButtons } from "./sort-buttons.js";
import { createTable } from "./table.js";
import { createTimeAxis, type Stretch, showTimeAxis } from "./time-axis.js";
import { showTotals } from "./totals.js";
import { createZoom } from "./zoom.js";

let snapshot: Snapshot | undefined;
let pulse: Pulse | undefined;
let pulseAt = 0;
const asked = readAddress();
let selected = asked.row;
let sorting = asked.sorting;
let zoom = asked.zoom;
const collapsed = new Set<string>();

const waterfall = byId<HTMLInputElement>("waterfall");
const filter = byId<HTMLInputElement>("filter");
const showFailures = createFailures((path) => {
	select(path);
	table.focus(path);
});
const table = createTable({ select, setCollapsed });
const preloadButtons = createPreloadButtons();
const details = createDetails(close, preloadButtons.start);
const showSorting = createSortButtons((wanted) => {
	sorting = wanted;
	render();
});
const showZoom = createZoom((wanted) => {
	zoom = wanted;
	render();
});
waterfall.checked = asked.isWaterfall;
filter.value = asked.filter;

byId("controls").addEventListener("input", ({ target }) => {
	if (target !== filter) {
		sorting = undefined; // Another order was chosen.
	}
	render();
});
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

/** Shows all that is known; what did not change stays as it is. */
function render(): void {
	if (snapshot === undefined || pulse === undefined) {
		return;
	}
	const { startedAt, tree, preload } = snapshot;
	// By the clock of the server, from which the browser's may differ.
	const now = pulse.now + performance.now() - pulseAt;
	const lines = outlineOf(tree);
	const order: Order = sorting ?? (waterfall.checked ? "time" : "tree");
	const stretchOf = ({ node }: Line): Stretch | undefined => {
		if (node.import === undefined) {
			return undefined;
		}
		const from = node.import.startedAt - startedAt;
		const { milliseconds = now - startedAt - from } = node.import;
		return { from, to: from + milliseconds };
	};
	const part = waterfall.checked ? zoom : undefined;
	const timeAxis = createTimeAxis(
		lines.flatMap((line) => stretchOf(line) ?? []),
		part,
	);
	const shown = choose(lines, {
		order,
		filter: filter.value,
		collapsed,
	}).filter((line) => {
		if (part === undefined) {
			return true;
		}
		const { from = 0, to = 0 } = stretchOf(line) ?? {};
		return from <= part.to && to >= part.from;
	});
	const chosen = lines.find(({ node }) => node.path === selected);
	byId("main").hidden = byId("preload").hidden = false;
	preloadButtons.show(preload);
	showSorting(sorting);
	writeAddress({
		isWaterfall: waterfall.checked,
		filter: filter.value,
		sorting,
		zoom: part,
		row: selected,
	});
	showTotals(lines, snapshot, { ...pulse, now });
	showFailures(lines);
	// Before the axis, which has as many labels as the details leave space for.
	details.show(chosen?.node, startedAt);
	table.show({
		lines: shown,
		order,
		collapsed,
		selected,
		timeAxis,
		startedAt,
		now,
	});
	showTimeAxis(timeAxis);
	showZoom(
		waterfall.checked ? timeAxis : undefined,
		chosen && stretchOf(chosen),
	);
	const counts = [shown, lines].map(({ length }) => formatCount(length));
	setText(byId("shown"), `${counts.join(" of ")} shown`);
}
