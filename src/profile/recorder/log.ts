import { writeSync } from "node:fs";
import { type Event, logDescriptor, newsDescriptor } from "../event.js";

let waiting: Event[] = [];
const numbers = new Map<string, number>();
const imports = new Set<number>();
let isTurnAwaited = false;
let isOn = true;

/** Gives the microseconds since the process started. */
export function time(): number {
	return Math.round(performance.now() * 1_000);
}

/** Runs `act`, of which nothing is logged: what the recorder itself does with modules. */
export function unrecorded<Result>(act: () => Result): Result {
	isOn = false;
	try {
		return act();
	} finally {
		isOn = true;
	}
}

/** Tells whether what is done now is to be logged. */
export function isRecording(): boolean {
	return isOn;
}

/** Logs `event`; it is written with the next one that `logNow` gets. */
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

/** Logs `event` and writes all that waits. Done where a module's body begins, as it may never end. */
export function logNow(event: Event): void {
	log(event);
	flush();
}

/** Logs `event` and has the profiler know at once. */
export function tell(event: Event): void {
	logNow(event);
	write(newsDescriptor, event);
}

/** Gives the number of the module `name`, a path or a URL. */
export function numberOf(name: string): number {
	let number = numbers.get(name);
	if (number === undefined && isOn) {
		number = numbers.size;
		numbers.set(name, number);
		log(["module", number, name]);
	}
	return number ?? -1;
}

/** Logs, once, that the module `importer`, or, if that is -1, whatever runs, imports `imported`. */
export function logImport(
	importer: number,
	imported: number,
	specifier: string,
): void {
	const key = importer * 2 ** 26 + imported;
	if (!imports.has(key)) {
		imports.add(key);
		log(["import", importer, imported, specifier]);
	}
}

/** Logs that the ES loader, asked by the module at `parentURL`, has found what `specifier` means at `url`, and since when it looked if that is new; tells whether it is. */
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

/** Gives the number of the importer at `url`; -1 if there is none, but Node's options, which are resolved from a folder. */
export function importerAt(url: string | undefined): number {
	return url === undefined || url.endsWith("/") ? -1 : numberOf(url);
}

/** Gives the modules that have a number. */
export function names(): readonly string[] {
	return [...numbers.keys()];
}

/** Tells whether the module `name` has a number. */
export function isKnown(name: string): boolean {
	return numbers.has(name);
}

function turned(): void {
	log(["turn", time()]);
	isTurnAwaited = false; // What it logged itself awaits no turn.
	flush();
}

function flush(): void {
	const events = waiting;
	waiting = [];
	write(logDescriptor, events);
}

function write(descriptor: number, value: unknown): void {
	try {
		writeSync(descriptor, `${JSON.stringify(value)}\n`);
	} catch {
		// The profiler is gone, or the disk is full, or the server has closed what it does not know: it is not to suffer.
	}
}
