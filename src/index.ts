export { PublisherError, type PublisherErrorCode } from "./errors.js";
export type { Guess } from "./guesser.js";
export { type Mount, mount } from "./mount.js";
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
export {
	type Publisher,
	publisher,
	publisher as default,
} from "./publisher.js";
export type { Root } from "./site.js";
