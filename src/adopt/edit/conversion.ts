import { type Source, specifierFor } from "../modules/behind.js";
import { exportsOf } from "../modules/exports.js";
import type { Module } from "../modules/modules.js";
import type { Handler } from "../mounts/handlers.js";

/** Returns what stands for a handler that is converted: a call of the publisher, by the name that it has in `module`. */
export function conversionOf(
	module: Module,
	handler: Handler,
	{ module: source, path, members }: Source,
	{ publisher, quote }: { publisher: string; quote: string },
): string {
	const specifier = `${quote}${specifierFor(module, path)}${quote}`;
	const read = (object: string) =>
		object +
		members
			.map((name) => (isName(name) ? `.${name}` : `[${quote}${name}${quote}]`))
			.join("");
	if (handler.load?.by === "require") {
		return `${publisher}(() => ${read(`require(${specifier})`)})`;
	}
	const loaded = `import(${specifier})`;
	const isDefault = members.length === 1 && members[0] === "default";
	if (members.length === 0 || (isDefault && !isMoreThanDefault(source))) {
		return `${publisher}(() => ${loaded})`;
	}
	return `${publisher}(() => ${loaded}.then((module) => ${read("module")}))`;
}

/** Whether the publisher takes a module for more than its `default` export: for one with hooks or HTTP methods. */
function isMoreThanDefault(module: Module): boolean {
	return [...exportsOf(module).names.keys()].some((name) =>
		/^(?:_q_.*|[A-Z]+)$/.test(name),
	);
}

function isName(name: string): boolean {
	return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name);
}
