import type { Internals } from "./internals.js";

/** The part of the ES loader of Node 20 and 22 that is wrapped. */
interface Loader {
	resolve: Resolve;
	resolveSync: Resolve;
	defaultResolve?: Resolve;
}

type Resolve = (
	specifier: string,
	parentURL: string | undefined,
	...rest: unknown[]
) => Resolving;

/** What the ES loader finds; a promise if hooks in another thread are asked, such as those of tsx. */
export type Resolving = Resolved | Promise<Resolved>;

/** What the ES loader has found. */
export interface Resolved {
	readonly url: string;
	readonly format?: string | null;
}

/**
 * Has Node's ES loader call `around` from now on, whenever it looks for what a module imports, with what finds that.
 * This is for Node 20 and 22: their public hooks take longer than all that they would measure, as they run in another
 * thread, or change what is measured. These versions change little any more.
 */
export function wrapResolving(
	{ require }: Internals,
	around: (
		resolve: () => Resolving,
		specifier: string,
		parentURL: string | undefined,
	) => Resolving,
): void {
	const { getOrInitializeCascadedLoader } =
		require("internal/modules/esm/loader") as {
			getOrInitializeCascadedLoader(): object;
		};
	const loader = Object.getPrototypeOf(
		getOrInitializeCascadedLoader(),
	) as Loader;
	const wrap = (resolve: Resolve): Resolve =>
		function (this: unknown, specifier, parentURL, ...rest) {
			const call = () => resolve.call(this, specifier, parentURL, ...rest);
			return around(call, specifier, parentURL);
		};
	loader.resolve = wrap(loader.resolve);
	// For what ES modules import that were required, Node calls one of these directly.
	if (loader.defaultResolve === undefined) {
		loader.resolveSync = wrap(loader.resolveSync);
	} else {
		loader.defaultResolve = wrap(loader.defaultResolve);
	}
}
