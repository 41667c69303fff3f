import { isAbsolute } from "node:path";
import type { AdoptedFile, AdoptedHandler, Adoption } from "../adopt/index.js";
import { counted } from "../display/counted.js";
import { printedFile } from "./printed-problem.js";

/** Returns what becomes of each handler, why it stays if it does, and what to run next. */
export function printedAdoption(
	{ files, next }: Adoption,
	isWritten: boolean,
): string {
	const changed = files.filter(({ text }) => text !== undefined);
	return [
		...files.map(printedFileOf),
		printedNext(
			changed.map(({ file }) => file),
			next,
			isWritten,
			files.some(({ handlers }) => handlers.length > 0),
		),
	].join("\n\n");
}

function printedFileOf({ file, problem, handlers }: AdoptedFile): string {
	if (problem !== undefined) {
		return `${printedFile(file)}: nothing is changed: ${problem}`;
	}
	const count = (wanted: AdoptedHandler["outcome"]) =>
		handlers.filter(({ outcome }) => outcome === wanted).length;
	const lazy = count("lazy");
	const summary = `${printedFile(file)}: ${counted(handlers.length, "handler")}: ${count("converted")} converted, ${count("stays")} left${lazy === 0 ? "" : `, ${lazy} lazy already`}.`;
	const left = handlers.filter(({ outcome }) => outcome === "stays");
	return [summary, ...left.map(printedHandler)].join("\n");
}

function printedHandler(left: AdoptedHandler): string {
	const { line, mount, handler, reason = "", at = [] } = left;
	const places = at.map((place) => `${printedFile(place.file)}:${place.line}`);
	const where = places.length === 0 ? "" : ` (${places.join(", ")})`;
	return `  ${line}  ${mount}  ${handler}\n      ${reason}${where}`;
}

function printedNext(
	changed: readonly string[],
	next: readonly string[],
	isWritten: boolean,
	isMounting: boolean,
): string {
	const command = (name: string, files: readonly string[]) =>
		`  npx express-publisher ${name} ${files.map(typed).join(" ")}`;
	const app = changed.slice(0, 1);
	const lines =
		changed.length === 0
			? []
			: [
					...(isWritten
						? [`Written: ${changed.map(printedFile).join(", ")}`, "Next:"]
						: [
								"Nothing is written yet. To write it:",
								`${command("adopt", changed)} --write`,
								"Then:",
							]),
					"  your tests",
					`${command("check", app)}  # imports what is lazy now`,
					`${command("profile", app)}  # what slows the start, if this file starts the server`,
				];
	const routers =
		next.length === 0
			? []
			: [
					"These files of Routers have handlers that can be lazy, too:",
					command("adopt", next),
				];
	return lines.length + routers.length === 0
		? `There is nothing to change${isMounting ? "" : ", as no handlers are mounted there: give the file that calls app.use(...)"}.`
		: [...lines, ...routers].join("\n");
}

/** Returns the path of `file` as one would type it. */
function typed(file: string): string {
	const path = printedFile(file);
	return isAbsolute(path) ? path : `./${path}`;
}
