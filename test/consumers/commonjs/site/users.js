// As compilers write `export default`.
Object.defineProperty(exports, "__esModule", { value: true });
const loaded_1 = require("../loaded");

loaded_1.loaded.push("users");

exports.default = {
	_q_exports: [],
	_q_lookup: (_req, name) => `user ${name}`,
};
