import type { Response } from "express";

/** What a page may be, or return, to be sent as it is. */
export type Text = string | Uint8Array;

/** Tells whether `value` is text or bytes, to be sent as it is. */
export function isText(value: unknown): value is Text {
	return typeof value === "string" || value instanceof Uint8Array;
}

/** Sends `text` as `res.send` would; bytes as a Buffer, for Express 4 makes JSON of a plain `Uint8Array`. */
export function sendText(res: Response, text: Text): void {
	res.send(
		typeof text === "string"
			? text
			: Buffer.from(text.buffer, text.byteOffset, text.byteLength),
	);
}
