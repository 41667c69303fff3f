import type { Session } from "node:inspector";
import { createRequire } from "node:module";

/** The global variable by which the inspector gets its first object; it is there for a moment only. */
const HANDED = "__express_publisher_handed";

/** Returns a session of V8's inspector, connected to this thread. Throws if this Node has none. */
export function openSession(): Session {
	const { Session } = createRequire(process.execPath)(
		"node:inspector",
	) as typeof import("node:inspector");
	const session = new Session();
	session.connect();
	return session;
}

/** Returns the answer to what is asked of this thread, for which there is no need to wait. Throws if it is an error. */
export function post<Result>(
	session: Session,
	method: string,
	params: object = {},
): Result {
	let failed: Error | null = null;
	let answer: object | undefined;
	session.post(method, params, (error, result) => {
		failed = error;
		answer = result;
	});
	if (failed !== null) {
		throw failed;
	}
	return answer as Result;
}

/** Returns the number by which the inspector knows `value`, as long as the session lasts. */
export function handOver(session: Session, value: object): string {
	Object.defineProperty(globalThis, HANDED, { value, configurable: true });
	try {
		const { result } = post<{ result: { objectId: string } }>(
			session,
			"Runtime.evaluate",
			{ expression: HANDED },
		);
		return result.objectId;
	} finally {
		Reflect.deleteProperty(globalThis, HANDED);
	}
}
