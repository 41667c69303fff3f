import { randomUUID } from "node:crypto";
import {
	chmodSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";

/**
 * Writes `text` to `file`, which is there: whole, or not at all, with the permissions that it has.
 * Throws the file system's error.
 */
export function write(file: string, text: string): void {
	const { mode } = statSync(file);
	const beside = `${file}.${randomUUID()}`;
	try {
		writeFileSync(beside, text, { flag: "wx", mode });
		chmodSync(beside, mode); // The process's mask may have taken some away.
		renameSync(beside, file);
	} finally {
		rmSync(beside, { force: true });
	}
}
