import type Module from "node:module";
import { pathToFileURL } from "node:url";
import { commonJsLoader as loader } from "../../node-loader.js";
import { importable, type PutOff } from "../shape.js";
import { usefulHooks } from "./es-hooks.js";
import { type Resolved, wrapResolving } from "./es-resolving.js";
import { neededInternals } from "./internals.js";
import { log, logNow } from "./log.js";
import { mountLater } from "./mount-later.js";
import { placesUnderWay } from "./places.js";
import { type Original, originalOfMember, standIn } from "./stand-in.js";

/** The global function that stand-ins of ES modules call; no module uses a name like this. */
const STAND_IN = "__express_publisher_stand_in";

/** A module that is put off. */
interface Waiting extends Original {
	/** What `require` gives in its place, as long as it is not there. */
	readonly root: unknown;
	/** The URL of what ES modules import in its place. */
	readonly url: string;
	/** Returns what that exports by `name`: a value that can have no stand-in as it was. */
	exportOf(name: string): unknown;
}

/** The URLs of all that the ES loader has found, of which it loads all but what nobody imports. */
const found = new Set<string>();
let isTrial = false;

/**
 * Puts the modules `all` off: the files that import them are given stand-ins, each of which loads its module when it is
 * first touched. Nothing else of the server is changed, and with no modules, nothing at all.
 */
export function putOff(all: readonly PutOff[]): void {
	isTrial = true;
	const { _load } = loader;
	/** What waits, by the path or URL of the file that imports it, and its own. */
	const waiting = new Map<string, Map<string, Waiting>>();
	const standIns = all.map((each, index) =>
		waitingFor(each, index, () =>
			Reflect.apply(_load, loader, [each.name, undefined, false]),
		),
	);
	for (const [index, { name, importers }] of all.entries()) {
		const added = standIns[index] as Waiting;
		for (const by of importers.flatMap(namesOf)) {
			const those = waiting.get(by) ?? new Map<string, Waiting>();
			waiting.set(by, those);
			for (const each of namesOf(name)) {
				those.set(each, added);
			}
		}
	}
	Object.defineProperty(globalThis, STAND_IN, {
		value: (index: number, name: string) => standIns[index]?.exportOf(name),
	});

	loader._load = function (request, parent, ...rest) {
		const wanted = waiting
			.get(parent?.filename ?? "")
			?.get(pathOf(request, parent));
		if (wanted !== undefined && !wanted.isThere()) {
			return wanted.root;
		}
		const exports = Reflect.apply(_load, this, [request, parent, ...rest]);
		mountLater(request, exports);
		return exports;
	};
	const instead = (resolved: Resolved, parentURL: string | undefined) => {
		const wanted = waiting.get(parentURL ?? "")?.get(resolved.url);
		if (wanted === undefined) {
			found.add(resolved.url);
			return resolved;
		}
		return {
			...resolved,
			url: wanted.url,
			format: "module",
			shortCircuit: true,
		};
	};
	if (usefulHooks === undefined) {
		wrapResolving(neededInternals(), (resolve, _, parentURL) => {
			const resolving = resolve();
			return resolving instanceof Promise
				? resolving.then((resolved) => instead(resolved, parentURL))
				: instead(resolving, parentURL);
		});
	} else {
		usefulHooks({
			resolve(specifier, context, next) {
				const resolved = next(specifier, context);
				return context.conditions.includes("require")
					? resolved
					: instead(resolved, context.parentURL);
			},
		});
	}
}

/** Logs in a trial how many files have been loaded so far. */
export function logFiles(): void {
	if (isTrial) {
		const files = new Set(found);
		for (const path of Object.keys(loader._cache)) {
			files.add(pathToFileURL(path).href);
		}
		const count = [...files].filter((url) => url.startsWith("file:")).length;
		log(["files", count]);
	}
}

/** Returns what waits for the module `name` to be touched; `load` loads it. */
function waitingFor(
	{ name, exports }: PutOff,
	index: number,
	load: () => unknown,
): Waiting {
	let there: { readonly exports: unknown } | undefined;
	let isTouched = false;
	const noteTouch = () => {
		if (!isTouched) {
			isTouched = true;
			logNow(["touched", name, placesUnderWay()]);
		}
	};
	const original: Original = {
		isThere: () => there !== undefined,
		get() {
			if (there === undefined) {
				noteTouch();
				try {
					there = { exports: load() };
				} catch (error) {
					const { code = "", message } = error as NodeJS.ErrnoException;
					logNow(["unloadable", name, code, message]);
					throw error;
				}
			}
			return there.exports;
		},
		async imported() {
			if (there === undefined && exports.isEsModule) {
				noteTouch();
				there = { exports: await import(pathToFileURL(name).href) };
			}
			return original.get();
		},
	};
	const root = standIn(exports.shape, original);
	const shapes = new Map(importable(exports));
	return {
		...original,
		root,
		url: `data:text/javascript,${encodeURIComponent(sourceOf([...shapes.keys()], index))}`,
		exportOf(name) {
			if (!exports.isEsModule && name === "default") {
				return root;
			}
			const shape = shapes.get(name);
			return shape === undefined || shape.type === "value"
				? shape?.value
				: standIn(shape, originalOfMember(original, name));
		},
	};
}

/** Returns the source of an ES module that exports by `names` what stands in for the module of that `index`. */
function sourceOf(names: readonly string[], index: number): string {
	const quoted = names.map((name) => JSON.stringify(name));
	const made = quoted.map((name, n) => `e${n}=${STAND_IN}(${index},${name})`);
	const exported = quoted.map((name, n) => `e${n} as ${name}`);
	return `${made.length === 0 ? "" : `const ${made.join()};`}export{${exported.join()}};`;
}

/** Returns both names of a file. */
function namesOf(path: string): string[] {
	return [path, pathToFileURL(path).href];
}

/** Returns the path of what `parent` requires; "" if there is none. */
function pathOf(request: string, parent: Module | null | undefined): string {
	try {
		return loader._resolveFilename(request, parent, false);
	} catch {
		return ""; // What really loads it will throw.
	}
}
