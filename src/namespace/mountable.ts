import type { NextFunction, Request, Response } from "express";
import type { ErrorHandler, Handlers, PageFunction } from "./namespace.js";

/** Middleware that takes the rest of the path when a walk finds it. */
export interface Mount {
	(req: Request, res: Response, next: NextFunction): void;
	/** @hidden */
	readonly [MOUNT]: readonly Layer[];
}

/** One of the things that are mounted together: a Router, an app, or any other middleware. */
export type Layer = PageFunction | ErrorHandler;

/** What a walk mounts: a layer, a mount, or an array with a Router, an app or a mount in it. */
export type Mountable = Layer | Mount | Handlers;

/** The name under which a mount has its layers; registered, so that two copies of this package know each other's. */
export const MOUNT: unique symbol = Symbol.for(
	"express-publisher.mount",
) as never;

/** Marks `middleware`, a publisher, so that a walk of another publisher mounts it; returns it. */
export function markAsMount<T extends PageFunction>(middleware: T): T {
	return Object.assign(middleware, { [MOUNT]: [middleware] });
}

/** Whether the function `value` is mounted when it is found: an Express Router or app, a publisher, or a `mount(...)`. */
export function isMount(value: object): boolean {
	return (
		typeof value === "function" &&
		("handle" in value ? typeof value.handle === "function" : MOUNT in value)
	);
}
