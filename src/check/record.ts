import { Session } from "node:inspector";
import { register } from "node:module";
import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import {
	commonJsLoader,
	type RegisterHooks,
	registerHooks,
} from "../node-loader.js";

/** An import: the URLs of the module that imports, and of the one imported. */
export type Edge = readonly [from: string, to: string];

/** What was recorded since it was last taken. */
export interface RecordedImports {
	readonly edges: readonly Edge[];
	/** The URL of the last file that could not be parsed; Node's error does not have it. */
	readonly unparsed: string | undefined;
}

/** Whether imports can be recorded here: Bun has neither Node's module hooks nor its inspector. */
export const isRecordable = process.versions.bun === undefined;

/** Records from now on which module of this process imports which. Returns the function that takes what was recorded. */
export function recordImports(): () => RecordedImports {
	const takeEdges =
		registerHooks === undefined
			? recordApart()
			: recordSynchronously(registerHooks);
	const unparsed = recordUnparsed();
	return () => ({ edges: takeEdges(), unparsed: unparsed.splice(0).at(-1) });
}

function recordSynchronously(register: RegisterHooks): () => Edge[] {
	const edges: Edge[] = [];
	register({
		resolve(specifier, context, nextResolve) {
			const resolved = nextResolve(specifier, context);
			edges.push([String(context.parentURL), resolved.url]);
			return resolved;
		},
	});
	return () => edges.splice(0);
}

const HOOKS = `
	let port;
	export function initialize(given) {
		port = given;
	}
	export async function resolve(specifier, context, nextResolve) {
		const resolved = await nextResolve(specifier, context);
		port.postMessage([String(context.parentURL), resolved.url]);
		return resolved;
	}`;

/** Without synchronous hooks: then Node runs hooks on a thread of their own, and not for what `require` loads. */
function recordApart(): () => Edge[] {
	const { port1, port2 } = new MessageChannel();
	port1.unref();
	register(`data:text/javascript,${encodeURIComponent(HOOKS)}`, {
		data: port2,
		transferList: [port2],
	});
	const required = recordRequired();
	return () => {
		const edges: Edge[] = [];
		let received = receiveMessageOnPort(port1);
		while (received !== undefined) {
			edges.push(received.message as Edge);
			received = receiveMessageOnPort(port1);
		}
		return [...edges, ...required.splice(0)];
	};
}

function recordRequired(): Edge[] {
	const edges: Edge[] = [];
	const original = commonJsLoader._resolveFilename;
	commonJsLoader._resolveFilename = function (request, parent, ...rest) {
		const filename = original.call(this, request, parent, ...rest);
		if (typeof parent?.filename === "string" && isAbsolute(filename)) {
			edges.push([
				pathToFileURL(parent.filename).href,
				pathToFileURL(filename).href,
			]);
		}
		return filename;
	};
	return edges;
}

function recordUnparsed(): string[] {
	const urls: string[] = [];
	const session = new Session();
	session.connect();
	session.on("Debugger.scriptFailedToParse", ({ params }) => {
		urls.push(params.url);
	});
	session.post("Debugger.enable");
	return urls;
}
