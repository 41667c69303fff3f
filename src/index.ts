import { PublisherError } from "./errors.js";
import { mount } from "./mount.js";
import { publisher } from "./publisher.js";

export type { ErrorText } from "./error-text.js";
export type { PublisherErrorCode } from "./errors.js";
export type { Guess } from "./guesser.js";
export type { ImportError } from "./import-record.js";
export type { Kind } from "./kind.js";
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
export type { PathInUse, Profile } from "./paths-in-use.js";
export type { PreloadReport } from "./preload.js";
export type { ImportReport, PreloadOptions } from "./preload-arguments.js";
export type { Publisher } from "./publisher.js";
export type { Root } from "./site.js";
export type { ImportMessage } from "./tracing.js";
export type { Tree, TreeImport } from "./tree.js";
export { mount, PublisherError, publisher, publisher as default };

/**
 * What `require` gives: `publisher` itself, as the users of Express's own middleware expect, with
 * all the exports as its properties, as the users of named exports do.
 * @hidden
 */
const required = Object.assign(publisher, {
	default: publisher,
	mount,
	publisher,
	PublisherError,
});

export { required as "module.exports" };
