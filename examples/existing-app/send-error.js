import { STATUS_CODES } from "node:http";

/** The application's error handler: what is not the client's fault is logged, and not shown. */
export function sendError(error, req, res, next) {
	if (res.headersSent) {
		next(error);
		return;
	}
	const status = error.status ?? 500;
	if (status >= 500) {
		console.error(`${req.method} ${req.originalUrl}:`, error);
	}
	const message = status < 500 ? error.message : STATUS_CODES[status];
	res.status(status).json({ error: message });
}
