import { createApp } from "existing-app/after.js";
import { createHandler } from "./create-handler.js";

/** The function that the cloud calls. */
export const handler = createHandler(createApp());
