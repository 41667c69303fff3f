import Module, { isBuiltin } from "node:module";
import { commonJsLoader as loader } from "../../node-loader.js";
import {
	isComputed,
	isKnown,
	log,
	logImport,
	logNow,
	numberOf,
	time,
} from "./log.js";
import { watchComputed, watchExports } from "./routes.js";
import { watchUses } from "./uses.js";

/** A call of `require` under way. */
interface Request {
	readonly request: string;
	readonly parent: Module | null | undefined;
	/** The folder it is required from and what is required, which together stand for one file. */
	readonly key: string;
	readonly began: number;
	filename: string | undefined;
	/** Its module, once that has begun to load: what begins after that is another one. */
	loading: Module | null;
}

/** Wraps the CommonJS loader, so that it logs which module requires which, and where each begins and ends. */
export function recordCommonJs(): void {
	const { _load, _resolveFilename } = loader;
	let { load } = loader.prototype;
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

	// Node has it from here at the very moment when a module begins to load. A function in its place would be on
	// the stack, above whatever looks there for the module that requires it.
	Object.defineProperty(loader.prototype, "load", {
		configurable: true,
		enumerable: true,
		get(this: Module) {
			if (current?.loading === null && this instanceof Module) {
				enter(current, this);
			}
			return load;
		},
		set(value) {
			load = value;
		},
	});

	loader._load = function (request, parent, ...rest) {
		const outer = current;
		const mine: Request = {
			request,
			parent,
			key: `${parent?.path}\0${request}`,
			began: time(),
			filename: undefined,
			loading: null,
		};
		current = mine;
		try {
			return Reflect.apply(_load, this, [request, parent, ...rest]);
		} finally {
			current = outer;
			leave(mine);
			// Node does not resolve again what was required from the same folder before.
			const filename = mine.filename ?? filenames.get(mine.key);
			logRequired(request, parent, mine.began, filename);
		}
	};
}

/** Logs that `module` begins to load, for `request`. */
function enter(request: Request, module: Module): void {
	request.loading = module;
	// The main module has no name of its own.
	request.filename =
		module.id === "." ? (request.filename ?? request.request) : module.id;
	logNow(["enter", request.began, numberOf(request.filename), false]);
}

/** If the module of `request` has been loaded for it, logs its end, and sees what it exports unless it has thrown. */
function leave({ loading, filename }: Request): void {
	if (loading === null || filename === undefined) {
		return;
	}
	log(["leave", time(), numberOf(filename)]);
	if (loading.loaded) {
		watchExports(filename, loading.exports);
		watchUses(filename, loading.exports);
	}
}

/** Logs that `parent` has required `request`: a built-in module, or the file `filename`, if one was found. */
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
	if (isComputed(number)) {
		watchComputed(name);
	}
	// Files have logged their own times, and what was there before took none.
	if (isNew && isBuiltIn) {
		log(["loaded", began, time(), number]);
	}
}

/**
 * Logs that `parent` requires what was loaded before, if that is so. Hooks of `require` that keep
 * modules, such as OpenTelemetry's, resolve the file, and do not load it again.
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
