/** Gives the HTTP status that the error `err` asks for; 500 if it asks for none. */
export function statusOf(err: unknown): number {
	const status = (err as { status?: unknown } | null)?.status;
	return typeof status === "number" && status >= 400 && status < 600
		? status
		: 500;
}
