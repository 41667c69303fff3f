import { PublisherError } from "./errors.js";
import { mount } from "./mount.js";
import { publisher } from "./publisher.js";

export type { PublisherErrorCode } from "./errors.js";
export type { Guess } from "./guesser.js";
export type { Mount } from "./mount.js";
export type {
	ErrorHandler,
	ExportList,
	Handlers,
	Hooks,
	Namespace,
	Page,
	PageFunction,
	Resource,
} from "./namespace.js";
export type { PublisherOptions } from "./options.js";
export type { Publisher } from "./publisher.js";
export type { Root } from "./site.js";
export { mount, PublisherError, publisher, publisher as default };

/**
 * What `require` gives: `publisher` itself, as the users of Express's own middleware expect, with
 * all the exports as its properties, as the users of named exports do.
 */
const required = Object.assign(publisher, {
	default: publisher,
	mount,
	publisher,
	PublisherError,
});

export { required as "module.exports" };
