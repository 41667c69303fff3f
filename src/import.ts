import { fileURLToPath } from "node:url";

/** Imports the module at a URL; rejects with what it fails with. */
export type Load = (url: URL) => Promise<Loaded>;

/** A module, and its URL; boxed, since a promise that is resolved with a module calls its `then` export. */
export interface Loaded {
	readonly module: unknown;
	readonly url: URL;
}

/** How often a module has failed, what with last, when it may be asked for again, and under which URL. */
interface Failure {
	readonly cause: unknown;
	readonly times: number;
	readonly retryAt: number;
	readonly nextUrl: string;
}

const FIRST_STEP = 1_000;
const LAST_STEP = 60_000;

/**
 * Gives a function that imports modules by URL, and holds the package's only `import()`.
 *
 * Node keeps the error of a module that failed for the life of the process, so a module that
 * failed is asked for under a fresh URL, which makes Node evaluate it anew; but at most once per
 * back-off step, of 1 s at first, doubling to 60 s, because Node keeps every module it has
 * loaded. In between, the promise rejects at once with the error of the last time.
 */
export function createLoad(): Load {
	const failures = new Map<string, Failure>();

	return async (url) => {
		const failure = failures.get(url.href);
		if (failure !== undefined && performance.now() < failure.retryAt) {
			throw failure.cause;
		}
		const asked = failure?.nextUrl ?? url.href;
		try {
			const module: unknown = await import(asked);
			failures.delete(url.href);
			return { module, url };
		} catch (cause) {
			if (!isMissing(cause, url)) {
				const times = (failure?.times ?? 0) + 1;
				failures.set(url.href, {
					cause,
					times,
					retryAt: performance.now() + backOff(times),
					nextUrl: mayEvaluateAnew(cause, url) ? freshUrl(url, times) : asked,
				});
			}
			throw cause;
		}
	};
}

function backOff(times: number): number {
	return Math.min(FIRST_STEP * 2 ** (times - 1), LAST_STEP);
}

/**
 * Tells whether the module at `url`, which failed with `cause`, may be evaluated anew. It must not
 * be if a CommonJS module threw that it imports: under a fresh URL, Node would run it with
 * `undefined` for that import, and then end the process (nodejs/node#51603). The stack of such an
 * error shows Node's CommonJS loader, and nothing of the module at `url`, which has not begun.
 */
function mayEvaluateAnew(cause: unknown, url: URL): boolean {
	const stack = cause instanceof Error ? String(cause.stack) : "";
	return (
		!stack.includes("node:internal/modules/cjs/loader") ||
		stack.includes(url.href) ||
		(url.protocol === "file:" && stack.includes(fileURLToPath(url)))
	);
}

/**
 * Tells whether `error` says that there is no module at `url`. Node gives the URL with it; any
 * other, or none, is that of something which the module at `url` imports: the module's own failure.
 */
export function isMissing(error: unknown, url: URL): boolean {
	if (!(error instanceof Error)) {
		return false;
	}
	const { code, url: missing } = error as { code?: unknown; url?: unknown };
	return (
		code === "ERR_MODULE_NOT_FOUND" &&
		typeof missing === "string" &&
		withoutRetry(missing) === url.href
	);
}

const RETRY = "express-publisher-retry";

function freshUrl(url: URL, times: number): string {
	const fresh = new URL(url);
	fresh.search += `${fresh.search === "" ? "?" : "&"}${RETRY}=${times}`;
	return fresh.href;
}

function withoutRetry(href: string): string {
	return href.replace(new RegExp(`[?&]${RETRY}=\\d+`), "");
}
