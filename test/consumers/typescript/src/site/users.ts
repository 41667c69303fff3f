import type { Namespace } from "express-publisher";
import { loaded } from "../loaded.ts";

loaded.push("users");

export default {
	_q_exports: [],
	_q_lookup: (_req, name) => `user ${name}`,
} satisfies Namespace;
