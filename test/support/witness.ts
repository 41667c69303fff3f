import type {
	ErrorRequestHandler,
	Express,
	Request,
	RequestHandler,
	Response,
} from "express";

/** What a handler sees of a request, as plain data, so that two apps can be compared by it. */
export interface Sighting {
	readonly label: string;
	readonly [seen: string]: unknown;
}

/** Writes down what the handlers of one app see, in the order in which they are called. */
export class Witness {
	#sightings: Sighting[] = [];

	/** Writes down what can be seen where `label` says. */
	see(label: string, req: Request, res: Response): void {
		const app = req.app as Express & { parent?: { locals: { name: string } } };
		const { name, mounts } = app.locals;
		this.#sightings.push({
			label,
			url: req.url,
			baseUrl: req.baseUrl,
			originalUrl: req.originalUrl,
			path: req.path,
			params: { ...req.params },
			query: { ...req.query },
			route: req.route?.path,
			locals: { ...res.locals },
			app: name,
			mounts,
			mountpath: app.mountpath,
			appPath: app.path(),
			parent: app.parent?.locals.name,
			// What a sub-app inherits from its parent, and what it has of its own.
			ip: req.ip,
			settings: [app.get("colour"), app.get("size")],
			extensions: [extension(req, "colour"), extension(res, "colour")],
		});
	}

	/** Gives what was seen since this was last asked. */
	take(): readonly Sighting[] {
		const taken = this.#sightings;
		this.#sightings = [];
		return taken;
	}

	/** Gives a handler that answers with `label`. */
	answer(label: string): RequestHandler {
		return (req, res) => {
			this.see(label, req, res);
			res.send(label);
		};
	}

	/** Gives a handler that does `act`, if there is one, and calls `next(signal)`. */
	pass(
		label: string,
		signal?: unknown,
		act: RequestHandler = () => {},
	): RequestHandler {
		return (req, res, next) => {
			this.see(label, req, res);
			act(req, res, () => {});
			next(signal);
		};
	}

	/** Gives a handler that throws an error with the message `message`. */
	fail(message: string): RequestHandler {
		return (req, res) => {
			this.see(message, req, res);
			throw new Error(message);
		};
	}

	/** Gives an error handler that answers. */
	answerError(label: string): ErrorRequestHandler {
		return (error, req, res, _next) => {
			this.see(`${label}: ${error.message}`, req, res);
			res.status(error.status ?? 500).send(error.message);
		};
	}

	/** Gives an error handler that passes the error on. */
	passError(label: string): ErrorRequestHandler {
		return (error, req, res, next) => {
			this.see(`${label}: ${error.message}`, req, res);
			next(error);
		};
	}
}

function extension(prototype: object, name: string): unknown {
	return (prototype as Record<string, unknown>)[`${name}Extension`];
}

/** Extends the request and the response of `app`, as Express's documentation shows. */
export function extendPrototypes(app: Express, colour: string): void {
	Object.assign(app.request, { colourExtension: colour });
	Object.assign(app.response, { colourExtension: colour });
}
