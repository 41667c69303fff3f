import { appendFileSync, openSync, writeSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { identityOf } from "../../descriptor.js";
import type { Event } from "../event.js";

/** The file of the log, by its path, its descriptor, and what tells it from others. */
interface LogFile {
	readonly path: string;
	readonly descriptor: number;
	readonly identity: string;
}

let file: LogFile | undefined;

let waiting: Event[] = [];
const numbers = new Map<string, number>();
/** The names, each at the index of its number. */
const names: string[] = [];
const imports = new Set<number>();
const computed = new Set<number>();
let isTurnAwaited = false;
let isOn = true;

/** Opens the file of that path, into which everything is written. Throws if that fails. */
export function openLog(path: string): void {
	const descriptor = openSync(path, "a");
	file = { path, descriptor, identity: identityOf(descriptor) };
}

/** Returns the microseconds since the process started. */
export function time(): number {
	return Math.round(performance.now() * 1_000);
}

/** Returns what `act` returns; logs nothing of it, as it is the recorder's own doing. */
export function unrecorded<Result>(act: () => Result): Result {
	isOn = false;
	try {
		return act();
	} finally {
		isOn = true;
	}
}

/** Whether what is done now is logged. */
export function isRecording(): boolean {
	return isOn;
}

/** Logs `event`; it is written at the next `logNow`, or turn of the event loop. */
export function log(event: Event): void {
	if (!isOn) {
		return;
	}
	waiting.push(event);
	if (!isTurnAwaited) {
		isTurnAwaited = true;
		setImmediate(turned);
	}
}

/** Logs `event` and writes all that is logged so far: for a body that begins, as it may never end. */
export function logNow(event: Event): void {
	log(event);
	flush();
}

/** Returns the number of the module `name`, a path or a URL; -1 for a new one of which nothing is logged. */
export function numberOf(name: string): number {
	let number = numbers.get(name);
	if (number === undefined && isOn) {
		number = numbers.size;
		numbers.set(name, number);
		names.push(name);
		log(["module", number, name]);
	}
	return number ?? -1;
}

/** Logs, once, that the module `importer` imports `imported`; an importer of -1 is whatever runs. */
export function logImport(
	importer: number,
	imported: number,
	specifier: string,
): void {
	if (/^(?:file:|\/|\w:)/.test(specifier) && !isScript(specifier)) {
		computed.add(imported);
	}
	const key = importer * 2 ** 26 + imported;
	if (!imports.has(key)) {
		imports.add(key);
		log(["import", importer, imported, specifier]);
	}
}

/** Whether `name` is that of the script, which nothing imports: Node is given its path. */
function isScript(name: string): boolean {
	const [, script = ""] = process.argv;
	return name === script || name === pathToFileURL(script).href;
}

/**
 * Logs that the ES loader has found at `url` what the module at `parentURL` imports by `specifier`, and,
 * if that module is new, that it has looked for it since `began`, in microseconds. Returns whether it
 * is new.
 */
export function logFound(
	began: number,
	specifier: string,
	parentURL: string | undefined,
	url: string,
): boolean {
	const importer = importerAt(parentURL);
	const isNew = !numbers.has(url);
	const number = numberOf(url);
	logImport(importer, number, specifier);
	if (isNew) {
		log(["found", began, time(), number]);
	}
	return isNew;
}

/** Returns the number of the importer at `url`; -1 if there is none, or a folder, from which Node resolves what its options import. */
export function importerAt(url: string | undefined): number {
	return url === undefined || url.endsWith("/") ? -1 : numberOf(url);
}

/** Returns the name of the module with that `number`; "" if there is none. */
export function nameOf(number: number): string {
	return names[number] ?? "";
}

/** Whether the module of that `number` was imported by its path or URL, which hardly anybody writes. */
export function isComputed(number: number): boolean {
	return computed.has(number);
}

/** Whether the module `name` has a number. */
export function isKnown(name: string): boolean {
	return numbers.has(name);
}

function turned(): void {
	log(["turn", time()]);
	isTurnAwaited = false; // Only now, so that this event awaits no other turn.
	flush();
}

function flush(): void {
	const line = `${JSON.stringify(waiting)}\n`;
	waiting = [];
	if (file === undefined) {
		return;
	}
	try {
		if (isOpen(file)) {
			writeSync(file.descriptor, line);
		} else {
			appendFileSync(file.path, line);
		}
	} catch {
		// The profiler is gone, or the disk is full: the server must not suffer.
	}
}

/** Whether the log still has its descriptor: a server that closes all it finds opens others of the same number. */
function isOpen({ descriptor, identity }: LogFile): boolean {
	try {
		return identityOf(descriptor) === identity;
	} catch {
		return false;
	}
}
