import type { PageFunction } from "express-publisher";

/** A namespace as users write it: a module. */
export const _q_exports = ["page"] as const;
/** A page, typed by its context. */
export const page: PageFunction = () => "page";
