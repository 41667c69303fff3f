import { createApp } from "existing-app/before.js";
import { createHandler } from "./create-handler.js";

/** The same application with everything imported when the function starts. */
export const handler = createHandler(createApp());
