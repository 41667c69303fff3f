import { COLUMNS, type Column, type Sorting } from "./outline.js";
import type { Stretch } from "./time-axis.js";

/** What of the page is in its address, so that a link, or a page loaded anew, shows the same. */
export interface Shown {
	readonly isWaterfall: boolean;
	readonly filter: string;
	readonly sorting: Sorting | undefined;
	/** What of the time the waterfall shows; `undefined` for all of it. */
	readonly zoom: Stretch | undefined;
	/** The path of the row whose details are shown. */
	readonly row: string | undefined;
}

/** Returns what the address says. It may be anybody's: what makes no sense in it is ignored. */
export function readAddress(): Shown {
	const values = new URLSearchParams(location.hash.slice(1));
	const [column = "", direction] = (values.get("sort") ?? "").split(" ");
	return {
		isWaterfall: values.get("view") === "waterfall",
		filter: values.get("filter") ?? "",
		sorting: isColumn(column)
			? { column, isDescending: direction === "down" }
			: undefined,
		zoom: stretchOf(values.get("time") ?? ""),
		row: values.get("row") ?? undefined,
	};
}

/** Has the address say what is shown; the way back leads to the page before this one all the same. */
export function writeAddress({
	isWaterfall,
	filter,
	sorting,
	zoom,
	row,
}: Shown): void {
	const values = new URLSearchParams({
		...(isWaterfall && { view: "waterfall" }),
		...(filter !== "" && { filter }),
		...(sorting !== undefined && {
			sort: `${sorting.column} ${sorting.isDescending ? "down" : "up"}`,
		}),
		...(zoom !== undefined && {
			time: `${asInAddress(zoom.from)}-${asInAddress(zoom.to)}`,
		}),
		...(row !== undefined && { row }),
	});
	const hash = values.size === 0 ? "" : `#${values}`;
	// Only if it changes: browsers allow so many in a minute.
	if (hash !== location.hash) {
		history.replaceState(null, "", hash || location.pathname + location.search);
	}
}

/** Returns `time`, in milliseconds, as exactly as the address has it: what is zoomed to is that, so that a page loaded anew shows the same to the pixel. */
export function asInAddress(time: number): number {
	return Math.round(100 * time) / 100;
}

/** Returns the stretch that `text` says, `1200-1900.5` in milliseconds since the start of the process, if it says one. */
function stretchOf(text: string): Stretch | undefined {
	const [, from, to] = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(text) ?? [];
	return Number(from) < Number(to)
		? { from: Number(from), to: Number(to) }
		: undefined;
}

function isColumn(text: string): text is Column {
	return COLUMNS.some((column) => column === text);
}
