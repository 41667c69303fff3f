/** The body of a module that is being evaluated. */
interface Body {
	readonly module: number;
	/** Whether it may wait for something. */
	readonly isAsync: boolean;
	/** Whether it waits: the event loop has turned since it last went on. */
	isWaiting: boolean;
	/** Whether what it waited for is there. */
	isResumed: boolean;
}

/**
 * The module bodies under way. They are a stack, as each interrupts the one below, but some wait. No
 * event says when one of these goes on: it is assumed to as soon as a module that it imports is done,
 * or nothing else is under way.
 */
export class Bodies {
	#stack: Body[] = [];

	/** The module whose body began or went on last; `undefined` if none is under way. */
	get last(): number | undefined {
		return this.#stack.at(-1)?.module;
	}

	/** Returns the same, but `undefined` if that body waits while the loader `isLoading`. */
	running(isLoading: boolean): number | undefined {
		const body = this.#stack.at(-1);
		return body?.isWaiting && isLoading ? undefined : body?.module;
	}

	enter(module: number, isAsync: boolean): void {
		this.#stack.push({ module, isAsync, isWaiting: false, isResumed: false });
	}

	leave(module: number): void {
		const index = this.#stack.findLastIndex((body) => body.module === module);
		if (index >= 0) {
			// Those above it either wait, and stay, or have thrown.
			const [, ...above] = this.#stack.splice(index);
			this.#stack.push(...above.filter(({ isAsync }) => isAsync));
		}
	}

	/** A module is done: the last body that `waits` for it, if there is one, goes on, after those that go on already. */
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

	/** The event loop turns: bodies that can wait do so, and the others have thrown. */
	turn(): void {
		this.#stack = this.#stack.filter(({ isAsync }) => isAsync);
		for (const body of this.#stack) {
			body.isResumed = false;
			body.isWaiting = true;
		}
	}
}
