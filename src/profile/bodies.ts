/** The body of a module that is being evaluated. */
interface Body {
	readonly module: number;
	/** Whether it may wait for something. */
	readonly isAsync: boolean;
	/** Whether it does: the event loop has turned since it last went on. */
	isWaiting: boolean;
	/** Whether what it waited for is there. */
	isResumed: boolean;
}

/**
 * The module bodies under way: a stack, as each that is evaluated interrupts the one below, but for
 * those that wait. When one of these goes on, nothing tells; so it is taken to do so as soon as a
 * module that it imports is done, or nothing else is under way.
 */
export class Bodies {
	#stack: Body[] = [];

	/** The module whose body began or went on last; `undefined` if none is under way. */
	get last(): number | undefined {
		return this.#stack.at(-1)?.module;
	}

	/** The same, but `undefined` as well if it waits while something is being loaded. */
	running(isLoading: boolean): number | undefined {
		const body = this.#stack.at(-1);
		return body?.isWaiting && isLoading ? undefined : body?.module;
	}

	/** The body of a module begins. */
	enter(module: number, isAsync: boolean): void {
		this.#stack.push({ module, isAsync, isWaiting: false, isResumed: false });
	}

	/** The body of a module ends. */
	leave(module: number): void {
		const index = this.#stack.findLastIndex((body) => body.module === module);
		if (index >= 0) {
			// Above it are bodies that wait, and those that have thrown.
			const [, ...above] = this.#stack.splice(index);
			this.#stack.push(...above.filter(({ isAsync }) => isAsync));
		}
	}

	/** A body goes on that has waited for what is done now, as `waits` tells of its module, if there is one; after those that go on already. */
	resume(waits: (module: number) => boolean): void {
		const index = this.#stack.findLastIndex(
			({ isAsync, module }) => isAsync && waits(module),
		);
		if (index === -1 || !this.#stack.at(-1)?.isAsync) {
			return;
		}
		const [body] = this.#stack.splice(index, 1) as [Body];
		body.isResumed = true;
		body.isWaiting = false;
		const last = this.#stack.findLastIndex(({ isResumed }) => !isResumed);
		this.#stack.splice(last + 1, 0, body);
	}

	/** A module calls `import()`, and so is about to wait again. */
	suspend(module: number): void {
		const body = this.#stack.find((each) => each.module === module);
		if (body !== undefined) {
			body.isResumed = false;
		}
	}

	/** The event loop turns: no body is under way but those that wait; the others have thrown. */
	turn(): void {
		this.#stack = this.#stack.filter(({ isAsync }) => isAsync);
		for (const body of this.#stack) {
			body.isResumed = false;
			body.isWaiting = true;
		}
	}
}
