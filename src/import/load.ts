import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { errorText } from "../error-text.js";
import { isPromise, toPromise } from "../namespace/promise.js";
import { unwrap } from "./unwrap.js";

/** Imports the module at a URL; rejects with what it fails with. */
export type Load = (url: URL) => Promise<Loaded>;

/** What a module stands for, and its URL, in an object: a promise that is resolved with the former itself would call its `then`. */
export interface Loaded {
	readonly found: unknown;
	readonly url: URL;
}

/** What a module failed with. */
interface Failure {
	/** The error of the last time. */
	readonly cause: unknown;
	readonly times: number;
	/** When it may be imported again, by `performance.now()`. */
	readonly retryAt: number;
	/** The URL under which it is imported again. */
	readonly nextUrl: string;
}

/** The shortest and the longest back-off step, in milliseconds. */
const FIRST_STEP = 1_000;
const LAST_STEP = 60_000;

/**
 * Returns a function that imports modules by URL. It holds the package's only `import()`.
 *
 * Node keeps the error of a module that failed for the life of the process. So such a module is
 * imported under a fresh URL, for which Node evaluates it anew, but at most once per back-off step,
 * 1 s at first, doubling to 60 s, because Node keeps every module that it has evaluated, too. In
 * between, the promise rejects at once with the error of the last time.
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
			const found = unwrap(await import(asked));
			// A promise that it exports as its default belongs to its evaluation, and may fail as that may.
			const loaded = {
				found: isPromise(found) ? await toPromise(found) : found,
				url,
			};
			failures.delete(url.href);
			return loaded;
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
 * Whether the module at `url`, which failed with `cause`, may be evaluated anew. It may not if a
 * CommonJS module that it imports has thrown: under a fresh URL, Node would run it with `undefined`
 * for that import, and then end the process (nodejs/node#51603). The stack of such an error names
 * Node's CommonJS loader, but not the module at `url`, which has not begun.
 */
function mayEvaluateAnew(cause: unknown, url: URL): boolean {
	const { stack = "" } = errorText(cause);
	return (
		!stack.includes("node:internal/modules/cjs/loader") ||
		stack.includes(url.href) ||
		(url.protocol === "file:" && stack.includes(fileURLToPath(url)))
	);
}

/**
 * Whether `error`, with which the import of `url` failed, means that there is no module at `url`, and not
 * that the module has failed, or a dependency of it is missing.
 *
 * Node's error has the URL of what is missing. What stands in for its loader, or for Node, tells it in
 * other ways (Yarn Plug'n'Play, Bun, Deno, Jest, Vitest, ts-node, swc), though all of them name the file
 * in the message: there the file system knows.
 */
export function isMissing(error: unknown, url: URL): boolean {
	const { code, message, url: missing } = fieldsOf(error);
	if (code === "ERR_MODULE_NOT_FOUND" && typeof missing === "string") {
		return withoutRetry(missing) === url.href;
	}
	if (url.protocol !== "file:" || typeof message !== "string") {
		return false;
	}
	const file = fileURLToPath(url);
	const isNamed =
		message.includes(file) || message.includes(`file://${url.pathname}`);
	return isNamed && !existsSync(file);
}

function fieldsOf(error: unknown): Record<string, unknown> {
	try {
		const { code, message, url } = Object(error) as Record<string, unknown>;
		return { code, message, url };
	} catch {
		return {}; // Node's own errors do not throw when they are read.
	}
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
