import { byId, element, setText } from "../../display/element.js";
import { formatCount, formatTime } from "../../display/format.js";
import { isFaulty, type Line, type Order } from "./outline.js";
import type { TimeAxis } from "./time-axis.js";

/** What the table shows at one moment. */
export interface View {
	readonly lines: readonly Line[];
	readonly order: Order;
	readonly collapsed: ReadonlySet<string>;
	readonly selected: string | undefined;
	readonly timeAxis: TimeAxis;
	readonly startedAt: number;
	readonly now: number;
}

/** What the reader does with the row of a path. */
export interface Actions {
	select(path: string): void;
	setCollapsed(path: string, isCollapsed: boolean): void;
}

/** The table of imports, in which one row at a time can be reached by the tabulator key. */
export interface Table {
	show(view: View): void;
	/** Moves the keyboard to the row of `path`, if it is shown. */
	focus(path: string): void;
}

interface Row {
	readonly row: HTMLTableRowElement;
	readonly name: HTMLElement;
	readonly state: HTMLElement;
	readonly kind: HTMLElement;
	readonly by: HTMLElement;
	readonly requests: HTMLElement;
	readonly failedRequests: HTMLElement;
	readonly took: HTMLElement;
	readonly bar: HTMLElement;
	line: Line;
}

/** Returns the table, which follows the pattern "treegrid" of WAI-ARIA. */
export function createTable({ select, setCollapsed }: Actions): Table {
	const table = byId<HTMLTableElement>("rows");
	const body = table.tBodies[0] as HTMLTableSectionElement;
	table.role = "treegrid";
	const rows = new Map<string, Row>();
	let shown: readonly Row[] = [];
	let active: Row | undefined;
	let view: View;

	body.addEventListener("click", ({ target }) => {
		const row = rowOf(target as Element);
		if (row !== undefined) {
			activate(row);
			if ((target as Element).className === "twisty") {
				toggle(row);
			} else {
				select(row.line.node.path);
			}
		}
	});
	body.addEventListener("keydown", (event) => {
		const { key, altKey, ctrlKey, metaKey } = event;
		const row = rowOf(event.target as Element);
		if (row !== undefined && !altKey && !ctrlKey && !metaKey && act(key, row)) {
			event.preventDefault();
		}
	});

	return {
		show,
		focus(path) {
			const row = rows.get(path);
			if (row?.row.isConnected) {
				activate(row);
				row.row.focus();
			}
		},
	};

	function show(next: View): void {
		view = next;
		shown = view.lines.map((line) => {
			const { path } = line.node;
			const row = rows.get(path) ?? createRow(line);
			rows.set(path, row);
			row.line = line;
			update(row, view);
			return row;
		});
		place();
		activate(
			active !== undefined && shown.includes(active) ? active : shown[0],
		);
	}

	/** Puts the shown rows in order; moves only those it has to, for moving takes the focus away. */
	function place(): void {
		const kept = new Set(shown);
		for (const [path, row] of rows) {
			if (!kept.has(row)) {
				row.row.remove();
				rows.delete(path);
			}
		}
		let next = body.firstElementChild;
		for (const { row } of shown) {
			if (row === next) {
				next = row.nextElementSibling;
			} else {
				body.insertBefore(row, next);
			}
		}
	}

	function activate(row: Row | undefined): void {
		active?.row.setAttribute("tabindex", "-1");
		row?.row.setAttribute("tabindex", "0");
		active = row;
	}

	function rowOf(target: Element): Row | undefined {
		const path = target.closest("tr")?.dataset.path;
		return path === undefined ? undefined : rows.get(path);
	}

	/** Does what `key` does on `row`. Returns whether it does anything. */
	function act(key: string, row: Row): boolean {
		const at = shown.indexOf(row);
		switch (key) {
			case "ArrowDown":
				return go(shown[at + 1]);
			case "ArrowUp":
				return go(shown[at - 1]);
			case "Home":
				return go(shown[0]);
			case "End":
				return go(shown.at(-1));
			case "ArrowRight":
				return isOpen(row) === false ? toggle(row) : go(childAfter(at));
			case "ArrowLeft":
				return isOpen(row) === true ? toggle(row) : go(parentOf(row));
			case "Enter":
			case " ":
				select(row.line.node.path);
				return true;
			default:
				return false;
		}
	}

	function go(row: Row | undefined): boolean {
		if (row !== undefined) {
			activate(row);
			row.row.focus();
		}
		return true;
	}

	function childAfter(at: number): Row | undefined {
		const next = shown[at + 1];
		return view.order === "tree" && next?.line.parent === shown[at]?.line
			? next
			: undefined;
	}

	function parentOf({ line }: Row): Row | undefined {
		const path = line.parent?.node.path;
		return view.order === "tree" && path !== undefined
			? rows.get(path)
			: undefined;
	}

	function toggle(row: Row): boolean {
		setCollapsed(row.line.node.path, isOpen(row) === true);
		return true;
	}

	/** Whether the namespace of `row` is open; `undefined` if there is nothing to open. */
	function isOpen({ row }: Row): boolean | undefined {
		const { ariaExpanded } = row;
		return ariaExpanded === null ? undefined : ariaExpanded === "true";
	}
}

function createRow(line: Line): Row {
	const name = element("span", "");
	const state = element("span", "word");
	const bar = element("span", "import");
	const kind = element("td", "kind");
	const by = element("td", "by");
	const requests = element("span", "");
	const failedRequests = element("span", "failed-requests");
	const took = element("td", "number took");
	const row = element(
		"tr",
		"",
		element("td", "name", element("span", "twisty"), name),
		element("td", "state", state),
		kind,
		by,
		element("td", "number requests", requests, failedRequests),
		took,
		element("td", "bar", bar),
	);
	row.dataset.path = line.node.path;
	row.tabIndex = -1;
	return {
		row,
		name,
		state,
		kind,
		by,
		requests,
		failedRequests,
		took,
		bar,
		line,
	};
}

function update(row: Row, view: View): void {
	const { node, name, level } = row.line;
	const isTree = view.order === "tree";
	const imported = node.import;
	setText(row.name, isTree ? name : node.path);
	setText(row.state, node.fault === undefined ? node.state : "unpublishable");
	setText(row.kind, node.sameAs ? `same as ${node.sameAs}` : (node.kind ?? ""));
	setText(row.by, imported?.by ?? "");
	setText(row.requests, node.requests === 0 ? "" : formatCount(node.requests));
	setText(
		row.failedRequests,
		node.failedRequests === undefined
			? ""
			: `${formatCount(node.failedRequests)} failed`,
	);

	row.row.title = node.path;
	row.row.dataset.state = isFaulty(node) ? "failed" : node.state;
	row.row.ariaLevel = String(isTree ? level : 1);
	row.row.ariaSelected = String(node.path === view.selected);
	row.row.style.setProperty("--level", String(isTree ? level : 1));
	row.row.ariaExpanded =
		isTree && node.exports?.[0] ? `${!view.collapsed.has(node.path)}` : null;

	row.bar.hidden = imported === undefined;
	setText(row.took, "");
	if (imported !== undefined) {
		const { startedAt, milliseconds = view.now - startedAt, by } = imported;
		const from = view.timeAxis.at(startedAt - view.startedAt);
		const to = view.timeAxis.at(startedAt - view.startedAt + milliseconds);
		setText(row.took, formatTime(milliseconds));
		row.bar.title = `${formatTime(milliseconds)}, from ${formatTime(startedAt - view.startedAt)} after the start, by ${by}`;
		row.bar.className = `import ${by === "preload" ? by : "request"}`;
		row.bar.style.left = `${100 * from}%`;
		row.bar.style.width = `${100 * (to - from)}%`;
	}
}
