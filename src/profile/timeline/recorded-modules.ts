import { fileURLToPath } from "node:url";

/** A module of a run, when it came, and who imports it. Times are in milliseconds since the process started. */
export interface RecordedModule {
	/** The path of its file, its URL if it is none, or the name of what is built in (`node:fs`). */
	readonly name: string;
	/** When it was first found, and when it was done. */
	began: number;
	ended: number;
	readonly importers: Importer[];
	/** Whether it exports something that was handed to Express as a route. */
	isRoute: boolean;
	/** Whether it brings the server into being: it makes the app, mounts on it, or listens. */
	isServing: boolean;
	/** Whether it is what Express exports. */
	isExpress: boolean;
}

/** One of the modules that import a module; `module` is -1 if Node itself does. */
export interface Importer {
	readonly module: number;
	readonly specifier: string;
	readonly time: number;
}

/** The modules of a run, each known by its index. The recorder may have two numbers for a file: of its path, and of its URL. */
export class RecordedModules {
	readonly list: RecordedModule[] = [];
	readonly #byName = new Map<string, number>();
	readonly #byNumber = new Map<number, number>();
	readonly #begun = new Set<number>();

	/** Adds the module `name`, which has the recorder's `number`. */
	add(number: number, name: string, time: number): void {
		const path = pathOf(name);
		let module = this.#byName.get(path);
		if (module === undefined) {
			module = this.list.length;
			this.#byName.set(path, module);
			this.list.push({
				name: path,
				began: time,
				ended: time,
				importers: [],
				isRoute: false,
				isServing: false,
				isExpress: false,
			});
		}
		this.#byNumber.set(number, module);
	}

	/** Returns the index of the module with that `number`; -1 if there is none. */
	indexOf(number: number): number {
		return this.#byNumber.get(number) ?? -1;
	}

	/** Notes that `importer`, or Node if it is -1, imports `imported`; only the first time counts. */
	addImport(
		importer: number,
		imported: number,
		specifier: string,
		time: number,
	): void {
		if (importer !== imported && !this.imports(importer, imported)) {
			this.list[imported]?.importers.push({
				module: importer,
				specifier,
				time,
			});
		}
	}

	/** Whether `importer` imports `imported`. */
	imports(importer: number, imported: number): boolean {
		const { importers = [] } = this.list[imported] ?? {};
		return importers.some(({ module }) => module === importer);
	}

	/** Whether anything is known to import a module. */
	isImported(module: number): boolean {
		return this.list[module]?.importers.length !== 0;
	}

	/** Notes that work on a module begins; only the first time counts. */
	begin(module: number, began: number): void {
		if (!this.#begun.has(module)) {
			this.#begun.add(module);
			this.note(module, { began });
		}
	}

	/** Notes what is known of a module from now on. */
	note(module: number, known: Partial<RecordedModule>): void {
		Object.assign(this.list[module] ?? {}, known);
	}

	/** Whether a module has a body, which logs when it is evaluated. */
	isCode(module: number): boolean {
		return !/^node:|\.(?:json|node|wasm)$/.test(this.list[module]?.name ?? "");
	}
}

/** Returns the path of a file that is named by its URL, with the query; other names as they are, be they URLs of files that cannot be. */
export function pathOf(name: string): string {
	if (!name.startsWith("file:")) {
		return name;
	}
	try {
		const url = new URL(name);
		const { search } = url;
		url.search = "";
		return fileURLToPath(url) + search;
	} catch {
		return name; // Hooks load from it what they like.
	}
}
