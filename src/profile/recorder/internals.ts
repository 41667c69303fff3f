import { commonJsLoader } from "../../node-loader.js";
import { handOver, openSession, post } from "./inspector-session.js";

/** What Node's own modules are given to get others of them, and parts of Node that are not JavaScript. */
export interface Internals {
	require(name: string): unknown;
	internalBinding(name: string): unknown;
}

/** The last version of Node of which it is known what is in it. */
const LAST_KNOWN = 26;

/**
 * Returns what is within Node; `undefined` if this Node has no inspector, or is of a version that is not known. The
 * inspector shows it as what a function of Node's encloses: Node's option `--expose-internals` would show it to
 * the server as well, in place of packages of such names.
 */
export function nodeInternals(): Internals | undefined {
	if (Number.parseInt(process.versions.node, 10) > LAST_KNOWN) {
		return undefined;
	}
	try {
		return enclosedBy(commonJsLoader.prototype.load) as Internals;
	} catch {
		return undefined;
	}
}

/** Returns the same. Throws if it is not to be had. */
export function neededInternals(): Internals {
	const internals = nodeInternals();
	if (internals === undefined) {
		throw new Error(
			`Node ${process.version} was built without an inspector, and cannot be profiled: use another build of it, or Node 24`,
		);
	}
	return internals;
}

/** Returns an object with what the function `inner` encloses. */
function enclosedBy(inner: object): unknown {
	const session = openSession();
	const hands: { enclosed?: unknown } = {};
	try {
		const { internalProperties } = post<Properties>(
			session,
			"Runtime.getProperties",
			{ objectId: handOver(session, inner), ownProperties: true },
		);
		const scopes = internalProperties.find(({ name }) => name === "[[Scopes]]");
		post(session, "Runtime.callFunctionOn", {
			objectId: scopes?.value.objectId,
			functionDeclaration:
				"function (hands) { hands.enclosed = this[0].object; }",
			arguments: [{ objectId: handOver(session, hands) }],
		});
		return hands.enclosed;
	} finally {
		session.disconnect();
	}
}

interface Properties {
	readonly internalProperties: readonly {
		readonly name: string;
		readonly value: { readonly objectId?: string };
	}[];
}
