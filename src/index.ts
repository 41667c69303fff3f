import { PublisherError } from "./errors.js";
import { mount } from "./publish/mount.js";
import { publisher } from "./publisher.js";
import { publishers } from "./publishers.js";

export type { ErrorText } from "./error-text.js";
export type { PublisherErrorCode } from "./errors.js";
export type { Guess } from "./import/guesser.js";
export type { ImportError } from "./import/import-record.js";
export type { ImportMessage } from "./import/tracing.js";
export type { Kind } from "./namespace/kind.js";
export type { Mount } from "./namespace/mountable.js";
export type {
	AccessHook,
	ErrorHandler,
	ExportList,
	Handlers,
	Hooks,
	Namespace,
	Page,
	PageFunction,
	Resource,
} from "./namespace/namespace.js";
export type { ImportReport, PreloadOptions } from "./preload/arguments.js";
export type { PreloadReport } from "./preload/preload.js";
export type { Publisher } from "./publisher.js";
export type { PublisherTools } from "./registry.js";
export type { PublisherOptions } from "./site/options.js";
export type { Root } from "./site/site.js";
export type { Tree, TreeImport } from "./site/tree.js";
export type { PathInUse, Usage } from "./site/usage.js";
export { mount, PublisherError, publisher, publisher as default, publishers };

// The bundles shorten local names, but these are seen: by tools, in stacks, and by whoever prints them.
for (const [name, exported] of Object.entries({
	mount,
	PublisherError,
	publisher,
})) {
	Object.defineProperty(exported, "name", { value: name });
}
