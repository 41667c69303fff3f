/** Imports the module at a URL; rejects with what it fails with. */
export type Load = (url: URL) => Promise<Loaded>;

/** A module, and its URL; boxed, since a promise that is resolved with a module calls its `then` export. */
export interface Loaded {
	readonly module: unknown;
	readonly url: URL;
}

/** How often a module has failed, what with last, and when it may be asked for again. */
interface Failure {
	readonly cause: unknown;
	readonly times: number;
	readonly retryAt: number;
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
		const times = failure?.times ?? 0;
		try {
			const module: unknown = await import(
				/* webpackIgnore: true */ /* @vite-ignore */ freshUrl(url, times)
			);
			failures.delete(url.href);
			return { module, url };
		} catch (cause) {
			if (!isMissing(cause, url)) {
				const step = Math.min(FIRST_STEP * 2 ** times, LAST_STEP);
				const retryAt = performance.now() + step;
				failures.set(url.href, { cause, times: times + 1, retryAt });
			}
			throw cause;
		}
	};
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
	if (times === 0) {
		return url.href;
	}
	const fresh = new URL(url);
	fresh.searchParams.set(RETRY, String(times));
	return fresh.href;
}

function withoutRetry(href: string): string {
	return href.replace(new RegExp(`[?&]${RETRY}=\\d+`), "");
}
