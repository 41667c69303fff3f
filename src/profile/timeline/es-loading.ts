/** The longest that compiling takes, in milliseconds; what takes longer is something without an event. */
const LONGEST_LINK = 0.5;
/** How much longer it may take for each character. */
const LONGEST_LINK_PER_CHARACTER = 50e-6;

/** A module that the ES loader compiles or links, and for how many milliseconds at most. */
interface Link {
	readonly module: number;
	readonly longest: number;
}

/** What the ES loader has under way: it finds, reads and links many modules at once before it evaluates any. */
export class EsLoading {
	readonly #unread = new Set<number>();
	readonly #unlinked = new Set<number>();
	readonly #evaluated = new Set<number>();
	#link: Link | undefined;

	/** What it compiles or links; `undefined` if that is not known. */
	get link(): Link | undefined {
		return this.#link;
	}

	/** The modules found and not read, or, if there are none, those read and not evaluated. */
	get waiting(): ReadonlySet<number> {
		return this.#unread.size > 0 ? this.#unread : this.#unlinked;
	}

	get unread(): ReadonlySet<number> {
		return this.#unread;
	}

	/** Whether the body of a module has begun: what it imports from then on, it imports by `import()`. */
	isEvaluated(module: number): boolean {
		return this.#evaluated.has(module);
	}

	find(module: number): void {
		this.#unread.add(module);
	}

	/** A module has been read; if it is code, it is to be linked and evaluated. */
	read(module: number, isCode: boolean): void {
		if (this.#unread.delete(module) && isCode && !this.isEvaluated(module)) {
			this.#unlinked.add(module);
		}
	}

	/** A module of `length` characters is compiled, or linked further if that is 0. */
	compile(module: number, length: number): void {
		const longest = LONGEST_LINK + length * LONGEST_LINK_PER_CHARACTER;
		this.#link =
			module < 0 || this.isEvaluated(module) ? undefined : { module, longest };
	}

	evaluate(module: number): void {
		this.#link = undefined;
		this.#evaluated.add(module);
		this.#unread.delete(module);
		this.#unlinked.delete(module);
	}

	/** The event loop turns: what was linked has been evaluated, or has failed. */
	turn(): void {
		this.#link = undefined;
		if (this.#unread.size === 0) {
			this.#unlinked.clear();
		}
	}
}
