import Module, { isBuiltin } from "node:module";
import { isKnown, log, logImport, logNow, numberOf, time } from "./log.js";
import { watchExports } from "./routes.js";

/** What of Node's CommonJS loader is not in its types, and is wrapped here as many packages do. */
interface Loader {
	_load(request: string, parent?: Module | null, ...rest: unknown[]): unknown;
	_resolveFilename(
		request: string,
		parent?: Module | null,
		...rest: unknown[]
	): string;
	prototype: { load(this: Module, filename: string): void };
}

/** A call of `require` under way. */
interface Request {
	readonly request: string;
	readonly parent: Module | null | undefined;
	/** The folder it is required from, and by what; the same again is the same file. */
	readonly key: string;
	readonly began: number;
	filename: string | undefined;
	/** Whether its module has begun to be loaded: what is loaded after that is something else. */
	isLoading: boolean;
}

/** Wraps the CommonJS loader, so that it logs which module requires which, and where each begins and ends. */
export function recordCommonJs(): void {
	const loader = Module as unknown as Loader;
	const { _load, _resolveFilename } = loader;
	const { load } = loader.prototype;
	const filenames = new Map<string, string>();
	let current: Request | undefined;

	loader._resolveFilename = function (request, parent, ...rest) {
		const filename = Reflect.apply(_resolveFilename, this, [
			request,
			parent,
			...rest,
		]);
		if (current?.request === request && current.parent === parent) {
			current.filename ??= filename;
			filenames.set(current.key, filename);
		} else if (rest.length === 0) {
			logGiven(request, parent, filename);
		}
		return filename;
	};

	loader.prototype.load = function (filename) {
		let began: number | undefined;
		if (current?.isLoading === false) {
			current.filename = filename;
			current.isLoading = true;
			began = current.began;
		}
		const number = numberOf(filename);
		logNow(["enter", began ?? time(), number, false]);
		try {
			load.call(this, filename);
		} finally {
			log(["leave", time(), number]);
		}
		watchExports(filename, this.exports);
	};

	loader._load = function (request, parent, ...rest) {
		const outer = current;
		const mine: Request = {
			request,
			parent,
			key: `${parent?.path}\0${request}`,
			began: time(),
			filename: undefined,
			isLoading: false,
		};
		current = mine;
		try {
			return Reflect.apply(_load, this, [request, parent, ...rest]);
		} finally {
			current = outer;
			// What was required from a folder before, Node does not resolve again.
			const filename = mine.filename ?? filenames.get(mine.key);
			logRequired(request, parent, mine.began, filename);
		}
	};
}

/** Logs that `parent` has required `request`, which is a built-in module, or in the file of that name, or not to be found. */
function logRequired(
	request: string,
	parent: Module | null | undefined,
	began: number,
	filename: string | undefined,
): void {
	const isBuiltIn = isBuiltin(request);
	const name = isBuiltIn ? `node:${request.replace(/^node:/, "")}` : filename;
	if (name === undefined) {
		return;
	}
	const isNew = !isKnown(name);
	const number = numberOf(name);
	const importer = parent?.filename ? numberOf(parent.filename) : -1;
	logImport(importer, number, request);
	// Of what was there already there is nothing to tell; files have told of themselves.
	if (isNew && isBuiltIn) {
		log(["loaded", began, time(), number]);
	}
}

/**
 * Logs that `parent` requires what was loaded before, if that is so: hooks of `require` that keep
 * what they have given, such as OpenTelemetry's, find the file, and do not load it again.
 */
function logGiven(
	request: string,
	parent: Module | null | undefined,
	filename: string,
): void {
	if (
		parent instanceof Module &&
		isKnown(parent.filename) &&
		isKnown(filename)
	) {
		logImport(numberOf(parent.filename), numberOf(filename), request);
	}
}
