import type { ImportReport, Tree } from "../index.js";
import type { Edge } from "./record.js";

/** What a world is to do: import all that a site exports, or what some paths lead to. */
export interface Order {
	/** The URL of the root's module. */
	readonly site: string;
	/** URL paths; without them, everything is imported. */
	readonly paths?: readonly string[] | undefined;
	/** How long each import may take, in milliseconds. */
	readonly timeout: number;
	/** Whether to record which module imports which; that takes time, and would be measured with the imports. */
	readonly isRecorded: boolean;
}

/** What went wrong, in words. */
export interface Failure {
	readonly reason: "import failed" | "unpublishable" | "uncaught error";
	/** The message of what was thrown, and those of its causes. */
	readonly cause: string;
	readonly stack?: string | undefined;
	readonly remedy: string;
}

/** An import of an exported name, settled. */
export interface Imported {
	/** The URL path of the name. */
	readonly path: string;
	readonly outcome: ImportReport["outcome"];
	readonly milliseconds: number;
	readonly failure: Failure | undefined;
	/** If recorded: which module imported which meanwhile, the exported module's own import first. */
	readonly edges?: readonly Edge[];
	/** If recorded: the URL of the last file that could not be parsed. */
	readonly unparsed?: string | undefined;
}

/** What a world says of itself, one JSON document a line. */
export type Message =
	| { readonly kind: "importing"; readonly path: string }
	| {
			readonly kind: "imported";
			readonly imported: Imported;
			/** How many more are known that have to be imported. */
			readonly remaining: number;
	  }
	| {
			/** Thrown where nobody could catch it, while `path` was imported or soon after. */
			readonly kind: "stray";
			readonly path: string;
			readonly failure: Failure;
	  }
	| { readonly kind: "done"; readonly tree: Tree };
