/** The time that belongs to no module, in milliseconds, at each of the marks. */
export interface Elsewhere {
	/** Node's own start, up to the first module. */
	readonly node: number[];
	/** The start of the recorder. */
	readonly recorder: number[];
	/** Waiting, and callbacks that run when no module is being evaluated. */
	readonly outside: number[];
}

/** Where the time of a run goes, in milliseconds: each span to one place, so that all add up to the whole. */
export class Ledger {
	readonly elsewhere: Elsewhere = { node: [], recorder: [], outside: [] };
	readonly #elsewhere = { node: 0, recorder: 0, outside: 0 };
	readonly #modules: number[] = [];
	readonly #marks: (readonly number[])[] = [];

	/** Adds `span` to a module. */
	give(module: number, span: number): void {
		this.#modules[module] = (this.#modules[module] ?? 0) + span;
	}

	/** Adds `span` to some modules in equal shares; to what is outside if there are none. */
	share(modules: ReadonlySet<number>, span: number): void {
		if (modules.size === 0) {
			this.giveElsewhere("outside", span);
		}
		for (const module of modules) {
			this.give(module, span / modules.size);
		}
	}

	giveElsewhere(kind: keyof Elsewhere, span: number): void {
		this.#elsewhere[kind] += span;
	}

	/** Notes all sums so far as those at the next mark. */
	mark(): void {
		this.#marks.push([...this.#modules]);
		for (const kind of ["node", "recorder", "outside"] as const) {
			this.elsewhere[kind].push(this.#elsewhere[kind]);
		}
	}

	/** Returns the sum of a module at each mark. */
	timesOf(module: number): number[] {
		return this.#marks.map((modules) => modules[module] ?? 0);
	}
}
