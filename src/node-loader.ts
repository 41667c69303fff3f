import Module from "node:module";

/** The part of Node's CommonJS loader that tools which trace `require` rely on; Node's types lack it. */
export const commonJsLoader = Module as unknown as {
	readonly _cache: Readonly<Record<string, Module>>;
	_load(request: string, parent?: Module | null, ...rest: unknown[]): unknown;
	_resolveFilename(
		request: string,
		parent?: Module | null,
		...rest: unknown[]
	): string;
	readonly prototype: { load(this: Module, filename: string): void };
};

/** Registers hooks that Node calls synchronously for each module; `undefined` before Node 22.15. */
export const { registerHooks } = Module as unknown as {
	readonly registerHooks?: RegisterHooks;
};

/** How hooks are registered; the types of Node 20 lack it. */
export type RegisterHooks = (hooks: {
	resolve(
		specifier: string,
		context: HookContext & { readonly parentURL: string | undefined },
		next: (specifier: string, context: HookContext) => ResolvedModule,
	): ResolvedModule;
	load?(
		url: string,
		context: HookContext,
		next: (url: string, context: HookContext) => LoadedModule,
	): LoadedModule;
}) => unknown;

interface HookContext {
	readonly conditions: readonly string[];
}

interface ResolvedModule {
	readonly url: string;
}

/** What the hook `load` returns. */
export interface LoadedModule {
	readonly format: string | null | undefined;
	readonly source: string | ArrayBuffer | NodeJS.ArrayBufferView | null;
}
