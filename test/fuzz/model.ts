import type {
	FilePlan,
	Given,
	Methods,
	NamespacePlan,
	PagePlan,
	PublisherPlan,
	RequestPlan,
	SitePlan,
	Slot,
	Thing,
} from "./plan.js";

// The specification as a plain recursive function. It knows nothing of timing, of the memo, or of how
// the package does it: what a request comes to depends on none of these.

/** What has to come of one request. */
export interface Expected {
	readonly status: number;
	/** Not compared if `undefined`, as the text of a redirect. */
	readonly body: string | undefined;
	readonly location: string | undefined;
	readonly allow: string | undefined;
	/** The calls of the user's functions that get the request, and how it left the publisher, in order. */
	readonly calls: readonly string[];
	/** What was asked for by import, as `label name`, and whether that can be had. */
	readonly imports: ReadonlyMap<string, boolean>;
}

type Outcome =
	| {
			readonly kind: "answered";
			readonly status: number;
			readonly body?: string;
			readonly location?: string;
			readonly allow?: string;
	  }
	| { readonly kind: "passed on" }
	| Failure;

interface Failure {
	readonly kind: "failed";
	readonly status: number;
	/** The code of the package's own errors, the message of others. */
	readonly text: string;
}

const passedOn: Outcome = { kind: "passed on" };
const own = (status: number, code: string): Failure => ({
	kind: "failed",
	status,
	text: `ERR_PUBLISHER_${code}`,
});
const boom = (text: string): Failure => ({ kind: "failed", status: 500, text });

/** Gives what has to come of `request` on `site`; `label` names the parts of a plan. */
export function expect(
	site: SitePlan,
	request: RequestPlan,
	label: (plan: object) => string,
): Expected {
	const { method, path, query } = request;
	const calls: string[] = [];
	const imports = new Map<string, boolean>();
	const outcome = publish(
		site.publisher,
		path.slice(1).split("/"),
		site.prefix,
	);
	if (outcome.kind === "passed on") {
		calls.push("next");
	} else if (outcome.kind === "failed") {
		calls.push(`error ${outcome.text}`);
	}
	const answer =
		outcome.kind === "answered"
			? outcome
			: outcome.kind === "failed"
				? { status: outcome.status, body: outcome.text }
				: { status: 404, body: `next ${site.prefix}${path}${query} ` };
	const { status, body, location, allow } = {
		location: undefined,
		allow: undefined,
		body: undefined,
		...answer,
	};
	return {
		status,
		body: method === "HEAD" ? "" : body,
		location,
		allow,
		calls,
		imports,
	};

	/** Has the publisher `plan`, mounted at `baseUrl`, answer for the rest of the path. */
	function publish(
		plan: PublisherPlan,
		segments: readonly string[],
		baseUrl: string,
	): Outcome {
		return walk(plan.root, segments, "", "", []);

		/**
		 * Walks into `container`, which was reached by `walked`, undecoded, that is by the
		 * template `template`. `above` are the namespaces that want to hear of errors, innermost first.
		 */
		function walk(
			container: NamespacePlan,
			[segment = "", ...behind]: readonly string[],
			walked: string,
			template: string,
			above: readonly NamespacePlan[],
		): Outcome {
			const inside = container.handler ? [container, ...above] : above;
			const component = decode(segment);
			if (component === undefined) {
				return handle(own(400, "MALFORMED_PATH"), inside);
			}
			const refusal = enter(container);
			if (refusal?.kind === "failed") {
				return handle(refusal, inside);
			}
			if (refusal !== undefined) {
				return refusal;
			}
			if (container.methods && component === "" && behind.length === 0) {
				return finish(dispatch(container.methods, template || "/"), inside);
			}
			if (component.startsWith("_q_")) {
				return notFound(inside);
			}
			const name =
				component === ""
					? "_q_index"
					: isNeedless(segment)
						? undefined
						: internalName(container, component);
			const at = `${walked}/${segment}`;
			const asTemplate = `${template}/${name === undefined ? ":component" : component}`;
			const found =
				name === undefined
					? lookUp(container, component)
					: name === "_q_index"
						? index(container)
						: exported(container, name);
			if (found === "nothing") {
				return notFound(inside);
			}
			if (found.kind === "failed") {
				return handle(found, inside);
			}
			return arrive(found, component, behind, at, asTemplate, inside);
		}

		function arrive(
			thing: Thing,
			component: string,
			behind: readonly string[],
			at: string,
			template: string,
			inside: readonly NamespacePlan[],
		): Outcome {
			const isLast = behind.length === 0;
			const isMount = thing.kind === "mount" || thing.kind === "publisher";
			if (isMount && component === "" && !isLast) {
				return notFound(inside); // `//admin` must not lead a mount to its `/admin`.
			}
			switch (thing.kind) {
				case "unpublishable":
					return thing.what === "bad list" || thing.what === "misspelt hook"
						? badNamespace(component, isLast, inside)
						: handle(own(500, "UNPUBLISHABLE"), inside);
				case "mount":
					return finish(mounted(thing, behind, at), inside);
				case "publisher": {
					const rest = isLast ? [""] : behind;
					return finish(publish(thing, rest, base(at, behind)), inside);
				}
				case "namespace":
					if (!isLast) {
						return walk(thing, behind, at, template, inside);
					}
					if (thing.methods || (component !== "" && !plan.redirect)) {
						return walk(thing, [""], at, template, inside);
					}
					return finish(redirect(thing, component), inside);
				default:
					if (!isLast) {
						return notFound(inside);
					}
					return finish(answerWith(thing, template), inside);
			}
		}

		/** The base URL of what is mounted at `at`: as with `app.use`, which takes a last slash with it, without that. */
		function base(at: string, behind: readonly string[]): string {
			const isSlashLeft = behind.length === 1 && behind[0] === "";
			return baseUrl + (isSlashLeft ? at : at.replace(/\/$/, ""));
		}

		/** A namespace with a bad export list is found out when it is walked into. */
		function badNamespace(
			component: string,
			isLast: boolean,
			inside: readonly NamespacePlan[],
		): Outcome {
			const isEntered = !isLast || (component !== "" && !plan.redirect);
			return isEntered
				? handle(own(500, "UNPUBLISHABLE"), inside)
				: notFound(inside); // It has neither an index nor a look-up.
		}

		function redirect(thing: NamespacePlan, component: string): Outcome {
			if (component === "" || !["GET", "HEAD"].includes(method)) {
				return notFoundHere();
			}
			const { index, lookup } = thing;
			if (index?.timing === "sync" && isThrown(index.given)) {
				return thrown(index.given, thing, "_q_index"); // Its getter does.
			}
			const hasIndex = index !== undefined && !isSyncUndefined(index);
			if (!hasIndex && lookup === undefined) {
				return notFoundHere();
			}
			const full = site.prefix + path;
			const onSite = full.startsWith("//") ? `/.${full}` : full;
			return {
				kind: "answered",
				status: 301,
				location: `${onSite}/${query}`,
			};
		}

		function mounted(
			thing: Thing & { kind: "mount" },
			behind: readonly string[],
			at: string,
		): Outcome {
			calls.push(`mount ${label(thing)}`);
			if (thing.does === "fail") {
				return boom(`boom ${label(thing)}`);
			}
			const url = `/${behind.join("/")}${query}`;
			return thing.does === "next"
				? passedOn
				: text(`${label(thing)} ${url} ${base(at, behind)}`);
		}

		function answerWith(thing: Thing, template: string): Outcome {
			switch (thing.kind) {
				case "text":
				case "bytes":
					return text(thing.text);
				case "page":
					return show(thing, template);
				case "handlers":
					return thing.before.includes("next route")
						? passedOn
						: show(thing.last, template);
				case "resource":
					return dispatch(thing.methods, template);
				default:
					throw new Error(`${thing.kind} is no page`);
			}
		}

		function dispatch(methods: Methods, template: string): Outcome {
			const has = (name: string) => Object.hasOwn(methods, name);
			const called = has(method) ? method : method === "HEAD" ? "GET" : "";
			const page = methods[called];
			if (page !== undefined) {
				return show(page, template);
			}
			const allow = [
				...new Set([...Object.keys(methods), ...(has("GET") ? ["HEAD"] : [])]),
			]
				.sort()
				.join(", ");
			return method === "OPTIONS"
				? { kind: "answered", status: 200, body: allow, allow }
				: { kind: "answered", status: 405, body: "Method Not Allowed", allow };
		}

		function show(page: PagePlan, template: string): Outcome {
			calls.push(`page ${label(page)}`);
			switch (page.does) {
				case "send":
				case "return":
				case "send and return":
					return text(`${label(page)} ${baseUrl}${template}`);
				case "fail":
				case "next with an error":
					return boom(`boom ${label(page)}`);
				case "throw nothing":
					return own(500, "NOTHING_THROWN");
				default:
					return passedOn;
			}
		}

		function finish(
			outcome: Outcome,
			inside: readonly NamespacePlan[],
		): Outcome {
			return outcome.kind === "failed" ? handle(outcome, inside) : outcome;
		}

		function notFound(inside: readonly NamespacePlan[]): Outcome {
			return finish(notFoundHere(), inside);
		}

		function notFoundHere(): Outcome {
			return plan.fallthrough ? passedOn : own(404, "NOT_FOUND");
		}
	}

	/** Gives how `container` refuses the walk; `undefined` if it lets it in. */
	function enter(container: NamespacePlan): Outcome | undefined {
		if (container.access === undefined) {
			return undefined;
		}
		calls.push(`access ${label(container)}`);
		switch (container.access.does) {
			case "allow":
				return undefined;
			case "fail":
				return boom(`boom ${label(container)}`);
			case "throw nothing":
				return own(500, "NOTHING_THROWN");
			case "end":
				return {
					kind: "answered",
					status: 403,
					body: `no ${label(container)}`,
				};
			case "redirect":
				return { kind: "answered", status: 302, location: "/log-in" };
		}
	}

	function lookUp(
		container: NamespacePlan,
		component: string,
	): Thing | Failure | "nothing" {
		if (container.lookup === undefined) {
			return "nothing";
		}
		calls.push(`lookup ${label(container)} ${component}`);
		const given = new Map(container.lookup.finds).get(component);
		return given === undefined
			? "nothing"
			: received(given, container, component, "nothing");
	}

	function index(container: NamespacePlan): Thing | Failure | "nothing" {
		const { index } = container;
		if (index === undefined || isSyncUndefined(index)) {
			return lookUp(container, "");
		}
		const nothing =
			index.timing === "sync" ? own(500, "UNPUBLISHABLE") : "nothing";
		return received(index.given, container, "_q_index", nothing);
	}

	function exported(
		container: NamespacePlan,
		name: string,
	): Thing | Failure | "nothing" {
		const slot = new Map(container.own).get(name);
		if (slot !== undefined && !isSyncUndefined(slot)) {
			const nothing = own(500, "UNPUBLISHABLE");
			return received(slot.given, container, name, nothing);
		}
		const { supplies } = container;
		const given: Given | FilePlan | undefined =
			supplies && new Map<string, Given | FilePlan>(supplies.names).get(name);
		const isHad =
			given !== undefined &&
			(given.kind === "thing" || given.kind === "module");
		if (supplies?.kind === "importer") {
			imports.set(`${label(container)} ${name}`, isHad);
		}
		return isHad ? given.thing : own(500, "IMPORT_FAILED");
	}

	function received(
		given: Given,
		container: NamespacePlan,
		name: string,
		nothing: Failure | "nothing",
	): Thing | Failure | "nothing" {
		if (given.kind === "thing") {
			return given.thing;
		}
		return isThrown(given) ? thrown(given, container, name) : nothing;
	}

	function thrown(
		given: Given,
		container: NamespacePlan,
		name: string,
	): Failure {
		return given.kind === "error"
			? boom(`boom ${label(container)} ${name}`)
			: own(500, "NOTHING_THROWN");
	}

	/** Offers `failure` to the namespaces walked into, innermost first. */
	function handle(
		failure: Failure,
		[innermost, ...further]: readonly NamespacePlan[],
	): Outcome {
		if (innermost === undefined) {
			return failure;
		}
		calls.push(`handler ${label(innermost)} ${failure.text}`);
		switch (innermost.handler?.does) {
			case "answer":
				return {
					kind: "answered",
					status: 500,
					body: `handled ${label(innermost)}`,
				};
			case "next":
				return passedOn;
			case "fail":
				return handle(boom(`other ${label(innermost)}`), further);
			default:
				return handle(failure, further);
		}
	}
}

function text(body: string): Outcome {
	return { kind: "answered", status: 200, body };
}

function isThrown({ kind }: Given): boolean {
	return kind === "error" || kind === "nothing thrown";
}

function isSyncUndefined({ timing, given }: Slot): boolean {
	return timing === "sync" && given.kind === "undefined";
}

/** Gives the internal name of what `container` exports as `component`: a plain name wins, then the first pair. */
function internalName(
	{ exports }: NamespacePlan,
	component: string,
): string | undefined {
	if (exports.includes(component)) {
		return component;
	}
	const pair = exports.find(
		(entry) => typeof entry !== "string" && entry[0] === component,
	);
	return pair?.[1];
}

/** Tells whether `segment` escapes what it never need: a letter, a digit or the like. */
function isNeedless(segment: string): boolean {
	const escapes = segment.match(/%[0-9A-Fa-f]{2}/g) ?? [];
	return escapes.some((escaped) => /[\w.~-]/.test(decode(escaped) ?? ""));
}

function decode(segment: string): string | undefined {
	try {
		return decodeURIComponent(segment);
	} catch {
		return undefined;
	}
}
