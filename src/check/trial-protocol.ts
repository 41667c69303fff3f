import type { ImportReport, Tree } from "../index.js";
import type { Edge } from "./record.js";

/** What a trial is to import: all that a site exports, or what some paths lead to. */
export interface Order {
	/** The URL of the root's module. */
	readonly site: string;
	/** What Node needs to import it, such as `--import tsx`. */
	readonly nodeOptions: readonly string[];
	/** Whether the root is given as this URL, from which the guesser works; else as a function that imports it. */
	readonly isGivenAsUrl: boolean;
	/** URL paths; everything is imported if they are left out. */
	readonly paths?: readonly string[] | undefined;
	/** How long each import may take, in milliseconds. */
	readonly timeout: number;
	/** Whether to record which module imports which; that makes the imports take longer. */
	readonly isRecorded: boolean;
}

/** What the process of a trial is told first, and at last, as one JSON document in a line. */
export interface Start {
	readonly order: Order;
	/** What each of its messages begins with: what a module happens to write into the channel does not. */
	readonly token: string;
}

/** What went wrong, in words. */
export interface Failure {
	readonly reason:
		| "import failed"
		| "unpublishable"
		| "uncaught error"
		| "nothing to check";
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
	/** If recorded: which module imported which meanwhile, the import of the exported module first. */
	readonly edges?: readonly Edge[];
	/** If recorded: the URL of the last file that could not be parsed. */
	readonly unparsed?: string | undefined;
}

/** What the process of a trial tells its parent: lines of the token, a space, and one JSON document. */
export type TrialMessage =
	| { readonly kind: "importing"; readonly path: string }
	| {
			readonly kind: "imported";
			readonly imported: Imported;
			/** How many names known by then still have to be imported. */
			readonly remaining: number;
	  }
	| {
			/** What was thrown where nobody could catch it, while `path` was imported or soon after. */
			readonly kind: "stray";
			readonly path: string;
			readonly failure: Failure;
	  }
	| { readonly kind: "done"; readonly tree: Tree };
