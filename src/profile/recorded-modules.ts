import { fileURLToPath } from "node:url";

/** A module of a run, when it came, and who imports it. Times are in milliseconds since the process started. */
export interface RecordedModule {
	/** The path of its file, its URL if it is none, or the name of what is built in (`node:fs`). */
	readonly name: string;
	/** When it was first come upon, and when it was done. */
	began: number;
	ended: number;
	readonly importers: Importer[];
	/** Whether it exports something that was handed to Express as a route. */
	isRoute: boolean;
	/** Whether it is what Express exports. */
	isExpress: boolean;
}

/** One of the modules that import a module; `module` is -1 if Node itself does. */
export interface Importer {
	readonly module: number;
	readonly specifier: string;
	readonly time: number;
}

/** The modules of a run. They are known by their indices; the recorder's numbers may be two of one file, as it has a path and a URL. */
export class RecordedModules {
	readonly list: RecordedModule[] = [];
	readonly #byName = new Map<string, number>();
	readonly #byNumber = new Map<number, number>();
	readonly #begun = new Set<number>();

	/** Adds the module `name`, which has got that `number`. */
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
				isExpress: false,
			});
		}
		this.#byNumber.set(number, module);
	}

	/** Gives the module of that `number`; -1 if there is none. */
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

	/** Tells whether `importer` imports `imported`. */
	imports(importer: number, imported: number): boolean {
		const { importers = [] } = this.list[imported] ?? {};
		return importers.some(({ module }) => module === importer);
	}

	/** Tells whether anything is known to import a module. */
	isImported(module: number): boolean {
		return this.list[module]?.importers.length !== 0;
	}

	/** Notes that something is done for a module; only the first time counts. */
	begin(module: number, time: number): void {
		const recorded = this.list[module];
		if (recorded !== undefined && !this.#begun.has(module)) {
			this.#begun.add(module);
			recorded.began = time;
		}
	}

	/** Notes what a module was found to be. */
	note(module: number, what: "isRoute" | "isExpress"): void {
		const recorded = this.list[module];
		if (recorded !== undefined) {
			recorded[what] = true;
		}
	}

	/** Notes that something is done with a module; only the last time counts. */
	end(module: number, time: number): void {
		const recorded = this.list[module];
		if (recorded !== undefined) {
			recorded.ended = time;
		}
	}

	/** Tells whether a module has a body to be evaluated that tells of it. */
	isCode(module: number): boolean {
		return !/^node:|\.(?:json|node|wasm)$/.test(this.list[module]?.name ?? "");
	}
}

/** Gives the path of a file that was named by its URL; other names stay. */
function pathOf(name: string): string {
	if (!name.startsWith("file:")) {
		return name;
	}
	const url = new URL(name);
	const { search } = url;
	url.search = "";
	return fileURLToPath(url) + search;
}
