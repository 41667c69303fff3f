/** When a hook, a page or a promise is done: at once, in a microtask, in a later turn, or as a foreign promise says. */
export type Timing = "sync" | "async" | "slow" | "thenable";

/** What a user's function gives. */
export type Given =
	| { readonly kind: "thing"; readonly thing: Thing }
	| {
			readonly kind: "error" | "nothing thrown" | "undefined" | "null";
	  };

/** Something that a namespace holds or a hook gives; a promise of it, unless it is sync. */
export interface Slot {
	readonly timing: Timing;
	readonly given: Given;
}

/** A page, which sends, returns, fails or passes on. */
export interface PagePlan {
	readonly kind: "page";
	readonly timing: Timing;
	readonly does:
		| "send"
		| "return"
		| "send and return"
		| "fail"
		| "throw nothing"
		| "next"
		| "next with an error"
		| "next route";
}

/** The pages of a resource, by method. */
export type Methods = Readonly<Record<string, PagePlan>>;

/** What can be found on a walk. */
export type Thing =
	| { readonly kind: "text" | "bytes"; readonly text: string }
	| PagePlan
	| {
			readonly kind: "handlers";
			readonly before: readonly ("next" | "next route")[];
			readonly last: PagePlan;
	  }
	| { readonly kind: "resource"; readonly methods: Methods }
	| {
			readonly kind: "mount";
			readonly as: "Router" | "app" | "mount" | "array";
			readonly does: "answer" | "next" | "fail";
	  }
	| ({ readonly kind: "publisher" } & PublisherPlan)
	| { readonly kind: "unpublishable"; readonly what: Unpublishable }
	| NamespacePlan;

export type Unpublishable = (typeof unpublishable)[number];
/** What cannot be published, for one reason or another. */
export const unpublishable = [
	"number",
	"symbol",
	"object",
	"error handler",
	"class",
	"empty array",
	"hooks without a list",
	"bad list",
	"misspelt hook",
] as const;

/** A namespace: its lists as entries, since `__proto__` is a name as any other. */
export interface NamespacePlan {
	readonly kind: "namespace";
	readonly shape: (typeof shapes)[number];
	readonly exports: readonly (string | readonly [string, string])[];
	readonly own: readonly (readonly [string, Slot])[];
	readonly index: Slot | undefined;
	readonly access:
		| {
				readonly timing: Timing;
				readonly does: "allow" | "fail" | "throw nothing" | "end" | "redirect";
		  }
		| undefined;
	readonly lookup:
		| {
				readonly timing: Timing;
				readonly finds: readonly (readonly [string, Given])[];
		  }
		| undefined;
	readonly supplies: Importer | Files | undefined;
	readonly handler:
		| {
				readonly timing: Timing;
				readonly does: "answer" | "pass on" | "fail" | "next";
		  }
		| undefined;
	readonly methods: Methods | undefined;
}
/** What a namespace can be made as. */
export const shapes = [
	"object",
	"null prototype",
	"instance",
	"frozen",
	"proxy",
] as const;

/** What `_q_import` gives, by internal name; it throws for any other. */
export interface Importer {
	readonly kind: "importer";
	readonly timing: Timing;
	readonly names: readonly (readonly [string, Given])[];
	readonly as: "itself" | "default" | "default of default";
}

/** The files that the guesser finds, by internal name. */
export interface Files {
	readonly kind: "files";
	readonly names: readonly (readonly [string, FilePlan])[];
}

export type FilePlan =
	| {
			/** A namespace's own exports are the module's, everything else is its default. */
			readonly kind: "module";
			readonly place: "name.js" | "name/index.js";
			readonly thing: Thing;
	  }
	| { readonly kind: "throws" | "does not parse" | "misses a dependency" };

/** A publisher, its root as it is given to it, and its options. */
export interface PublisherPlan {
	readonly root: NamespacePlan;
	readonly by: "itself" | Timing;
	readonly fallthrough: boolean;
	readonly redirect: boolean;
}

/** An application with one publisher, and the requests that are sent to it, all at once. */
export interface SitePlan {
	readonly express: 4 | 5;
	readonly prefix: "" | "/up";
	readonly publisher: PublisherPlan;
	readonly requests: readonly RequestPlan[];
}

export interface RequestPlan {
	readonly method: string;
	readonly path: string;
	readonly query: string;
}
