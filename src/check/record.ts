import { Session } from "node:inspector";
import * as nodeModule from "node:module";
import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";

/** An import: the URL of the module that asks, and of the one it gets. */
export type Edge = readonly [from: string, to: string];

/** What was recorded since it was last taken. */
export interface Recording {
	readonly edges: readonly Edge[];
	/** The URL of the last file that could not be parsed; Node's error does not have it. */
	readonly unparsed: string | undefined;
}

/** Records from now on which module of this process imports which; gives the function that takes what was recorded. */
export function recordImports(): () => Recording {
	const takeEdges = hasSynchronousHooks(nodeModule)
		? recordSynchronously(nodeModule)
		: recordApart();
	const unparsed = recordUnparsed();
	return () => ({ edges: takeEdges(), unparsed: unparsed.splice(0).at(-1) });
}

type Resolve = (
	specifier: string,
	context: { readonly parentURL?: string },
	nextResolve: (specifier: string, context: object) => { readonly url: string },
) => { readonly url: string };

/** `node:module` as of Node 22.15. */
interface SynchronousHooks {
	registerHooks(hooks: { readonly resolve: Resolve }): void;
}

function hasSynchronousHooks(module: object): module is SynchronousHooks {
	return "registerHooks" in module;
}

function recordSynchronously({ registerHooks }: SynchronousHooks) {
	const edges: Edge[] = [];
	registerHooks({
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

/** Older Nodes run the hooks on a thread of their own, and do not ask them of what `require` loads. */
function recordApart() {
	const { port1, port2 } = new MessageChannel();
	port1.unref();
	nodeModule.register(`data:text/javascript,${encodeURIComponent(HOOKS)}`, {
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

/** The part of Node's CommonJS loader that all who trace `require` hold on to. */
interface CommonJsLoader {
	_resolveFilename(
		request: string,
		parent: { readonly filename?: string | null } | undefined,
		...rest: unknown[]
	): string;
}

function recordRequired(): Edge[] {
	const edges: Edge[] = [];
	const loader = nodeModule.Module as unknown as CommonJsLoader;
	const original = loader._resolveFilename;
	loader._resolveFilename = function (request, parent, ...rest) {
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
