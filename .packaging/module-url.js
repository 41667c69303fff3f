// What `import.meta.url` is in the CommonJS builds.
import { pathToFileURL } from "node:url";

export const moduleUrl = pathToFileURL(__filename).href;
