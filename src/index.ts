export type { ErrorText } from "./error-text.js";
export { PublisherError, type PublisherErrorCode } from "./errors.js";
export type { Guess } from "./guesser.js";
export type { ImportError } from "./import-record.js";
export type { Kind } from "./kind.js";
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
export type { PreloadReport } from "./preload.js";
export type { ImportReport, PreloadOptions } from "./preload-arguments.js";
export type { PathInUse, Profile } from "./profile.js";
export {
	type Publisher,
	publisher,
	publisher as default,
} from "./publisher.js";
export type { Root } from "./site.js";
export type { ImportMessage } from "./tracing.js";
export type { Tree, TreeImport } from "./tree.js";
