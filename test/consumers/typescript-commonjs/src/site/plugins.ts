import { pathToFileURL } from "node:url";

export const _q_exports = ["hello"];
export const _q_url = pathToFileURL(__filename).href;
