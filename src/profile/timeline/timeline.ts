import type { Event } from "../event.js";
import { Bodies } from "./bodies.js";
import { EsLoading } from "./es-loading.js";
import { type Elsewhere, Ledger } from "./ledger.js";
import { type RecordedModule, RecordedModules } from "./recorded-modules.js";

/** What was recorded of one run: who imports whom, and where the time went. */
export interface Timeline {
	readonly modules: readonly TimedModule[];
	/** The time that belongs to no module. */
	readonly elsewhere: Elsewhere;
}

/** A module of a run, and its time. */
export interface TimedModule extends Readonly<RecordedModule> {
	/** What it took itself, in milliseconds, without what it imports, up to each of the marks. */
	readonly own: readonly number[];
}

/** When a module begins that is not loaded. */
const NEVER = Number.MAX_SAFE_INTEGER;

/**
 * Returns what `events` say of a run: who imports whom, and where the time up to each of `marks`
 * went, in milliseconds since the process started, ascending. Each span goes to one module, or
 * elsewhere, so that all up to a mark add up to it.
 */
export function readTimeline(
	events: readonly Event[],
	marks: readonly number[],
): Timeline {
	const modules = new RecordedModules();
	const ledger = new Ledger();
	const bodies = new Bodies();
	const loading = new EsLoading();
	const awaited = [...marks];
	/** What runs until the first module begins. */
	let start: "node" | "recorder" | undefined = "node";
	let now = 0;

	/** Calls `give` with the time from the last event to the next mark. */
	const pass = (mark: number, give: (span: number) => void) => {
		give(mark - now);
		now = mark;
		ledger.mark();
	};

	/** Calls `give` with the time from the last event to the next, cut at each mark on the way. */
	const advance = (microseconds: number, give: (span: number) => void) => {
		const time = Math.max(now, microseconds / 1_000);
		while (awaited[0] !== undefined && awaited[0] <= time) {
			pass(awaited[0], give);
			awaited.shift();
		}
		give(time - now);
		now = time;
	};

	/**
	 * Attributes a span without an event to the module being linked, then to the running body, then to
	 * those waiting. Linking takes only so long, unless the next event is of the ES loader: `isLoader`.
	 */
	const attribute = (span: number, isLoader: boolean) => {
		if (start !== undefined) {
			ledger.giveElsewhere(start, span);
			return;
		}
		let rest = span;
		if (loading.link !== undefined) {
			const { module, longest } = loading.link;
			const given = isLoader ? span : Math.min(span, longest);
			ledger.give(module, given);
			rest -= given;
		}
		const body = bodies.running(loading.waiting.size > 0);
		if (body !== undefined) {
			ledger.give(body, rest);
		} else {
			ledger.share(loading.waiting, rest);
		}
	};

	const go = (span: number) => attribute(span, false);
	const goInLoader = (span: number) => attribute(span, true);

	/** The ES loader has worked on a module from `began` to `time`, in microseconds. */
	const load = (began: number, time: number, module: number) => {
		advance(began, goInLoader);
		begin(module);
		advance(time, (span) => ledger.give(module, span));
		modules.note(module, { ended: now });
	};

	const begin = (module: number) => {
		start = undefined;
		modules.begin(module, now);
	};

	const resume = (done: number) =>
		bodies.resume((module) => modules.imports(module, done));

	for (const event of events) {
		switch (event[0]) {
			case "module":
				modules.add(event[1], event[2], now);
				break;
			case "import": {
				const importer = modules.indexOf(event[1]);
				const imported = modules.indexOf(event[2]);
				// No event says which ES module imports a CommonJS module: it is the last one that has begun.
				if (importer !== -1) {
					modules.addImport(importer, imported, event[3], now);
				} else if (!modules.isImported(imported)) {
					modules.addImport(bodies.last ?? -1, imported, event[3], now);
				}
				break;
			}
			case "found": {
				const module = modules.indexOf(event[3]);
				load(event[1], event[2], module);
				loading.find(module);
				break;
			}
			case "loaded": {
				const module = modules.indexOf(event[3]);
				load(event[1], event[2], module);
				loading.read(module, modules.isCode(module));
				if (loading.isEvaluated(module)) {
					resume(module);
				}
				break;
			}
			case "link": {
				advance(event[1], goInLoader);
				const module = modules.indexOf(event[2]);
				bodies.suspend(module);
				loading.compile(module, event[3]);
				break;
			}
			case "enter": {
				advance(event[1], go);
				const module = modules.indexOf(event[2]);
				begin(module);
				loading.evaluate(module);
				bodies.enter(module, event[3]);
				break;
			}
			case "leave": {
				advance(event[1], go);
				const module = modules.indexOf(event[2]);
				modules.note(module, { ended: now });
				bodies.leave(module);
				resume(module);
				break;
			}
			case "turn":
				advance(event[1], go);
				bodies.turn();
				loading.turn();
				break;
			case "ready":
				advance(event[2], go);
				start = "recorder";
				advance(event[1], go);
				start = "node";
				break;
			case "express":
				modules.note(modules.indexOf(event[1]), { isExpress: true });
				break;
			case "route":
				modules.note(modules.indexOf(event[1]), { isRoute: true });
				break;
			case "serves":
				modules.note(modules.indexOf(event[1]), { isServing: true });
				break;
			default:
				break;
		}
	}
	for (const mark of awaited) {
		pass(mark, go);
	}
	return {
		modules: modules.list.map((module, index) => ({
			...module,
			// A module that was resolved and not imported was found, and never read.
			began: loading.unread.has(index) ? NEVER : module.began,
			own: ledger.timesOf(index),
		})),
		elsewhere: ledger.elsewhere,
	};
}
