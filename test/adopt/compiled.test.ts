// The command `adopt`: what compilers write for imports. Whole servers are published so; each form was met in one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { adopted } from "../support/adopted.js";

const routes = {
	"users.cjs": `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.default = exports.list = exports.show = void 0;
const show = async (req, res) => {};
exports.show = show;
exports.list = function (req, res) {};
const express_1 = __importDefault(require("express"));
const router = express_1.default.Router();
router.get("/", (req, res) => {});
exports.default = router;
`,
	"classes.cjs": `"use strict";
exports.__esModule = true;
const show = async (req, res, next) => {};
exports.default = { show };
`,
};

test("TypeScript: __importDefault, __importStar, and calls by (0, x.y)()", (t) => {
	const { text, left } = adopted(t, {
		"app.cjs": `"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
const express_1 = __importDefault(require("express"));
const legacy_1 = __importDefault(require("./legacy.cjs"));
const users_1 = __importDefault(require("./users.cjs"));
const users_2 = require("./users.cjs");
const all = tslib_1.__importStar(require("./users.cjs"));
const classes_1 = __importDefault(require("./classes.cjs"));
const checks_1 = require("./checks.cjs");
const app = (0, express_1.default)();
const router = (0, express_1.Router)();
app.use('/legacy', legacy_1.default);
router.use('/users', users_1.default);
router.get('/users/:id', users_2.show);
app["delete"](base + '/users', all.list);
app.get('/class', (0, checks_1.check)('a'), classes_1.default.show);
exports.default = app;
//# sourceMappingURL=app.js.map`,
		...routes,
		"checks.cjs": "exports.check = (what) => (req, res, next) => next();\n",
	});
	assert.equal(
		text,
		`"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
const express_1 = __importDefault(require("express"));
const publisher = require("express-publisher");
const checks_1 = require("./checks.cjs");
const app = (0, express_1.default)();
const router = (0, express_1.Router)();
app.use('/legacy', publisher(() => require("./legacy.cjs")));
router.use('/users', publisher(() => require("./users.cjs").default));
router.get('/users/:id', publisher(() => require("./users.cjs").show));
app["delete"](base + '/users', publisher(() => require("./users.cjs").list));
app.get('/class', (0, checks_1.check)('a'), publisher(() => require("./classes.cjs").default.show));
exports.default = app;
//# sourceMappingURL=app.js.map`,
	);
	assert.deepEqual(left, [
		[
			"(0, checks_1.check)('a')",
			"made at start, by calling what its module exports: checks_1.check",
		],
	]);
});

test("Babel: _interopRequireDefault, _interopRequireWildcard, and an index file", (t) => {
	const helpers = `function _interopRequireWildcard(e) { return e && e.__esModule ? e : Object.assign({}, e, { default: e }); }
function _interopRequireDefault(e) { return e && e.__esModule ? e : { "default": e }; }
`;
	const { text } = adopted(t, {
		"app.cjs": `"use strict";

var _express = _interopRequireDefault(require("express"));
var api = _interopRequireWildcard(require("./api/index.cjs"));
var _legacy = _interopRequireDefault(require("./legacy.cjs"));
${helpers}var app = (0, _express["default"])();
app.get('/users', api.users.list);
app.post('/users', api.users.show);
app.use('/users', api.router);
app.use('/legacy', _legacy["default"]);
`,
		"api/index.cjs": `"use strict";
Object.defineProperty(exports, "__esModule", {
  value: true
});
exports.users = exports.router = void 0;
var users = _interopRequireWildcard(require("../users.cjs"));
exports.users = users;
exports.router = _interopRequireDefault(require("../users.cjs"))["default"];
${helpers}`,
		...routes,
	});
	assert.equal(
		text,
		`"use strict";

var _express = _interopRequireDefault(require("express"));
var publisher = require("express-publisher");
${helpers}var app = (0, _express["default"])();
app.get('/users', publisher(() => require("./users.cjs").list));
app.post('/users', publisher(() => require("./users.cjs").show));
app.use('/users', publisher(() => require("./users.cjs").default));
app.use('/legacy', publisher(() => require("./legacy.cjs")));
`,
	);
});

test("a compiled module that has something to do with others when it is loaded stays", (t) => {
	const { left } = adopted(t, {
		"app.cjs": `const app = require("express")();
app.use("/a", require("./a.cjs"));
app.use("/b", require("./b.cjs").default);
app.use("/c", require("./c.cjs"));
app.use("/d", require("./d.cjs").default);
`,
		"a.cjs": `const passport_1 = __importDefault(require("passport"));
passport_1.default.use(new Strategy());
module.exports = require("express").Router();
`,
		"b.cjs": `var __exportStar = (this && this.__exportStar) || function () {};
Object.defineProperty(exports, "__esModule", { value: true });
__exportStar(require("./users.cjs"), exports);
require("./setup.cjs");
exports.default = require("express").Router();
`,
		"c.cjs": `const debug = require("debug")("c");
debug("loaded");
module.exports = require("express").Router();
`,
		// An enumeration is its own.
		"d.cjs": `var Kind;
(function (Kind) {
    Kind[Kind["One"] = 0] = "One";
})(Kind || (exports.Kind = Kind = {}));
exports.default = require("express").Router();
`,
		"setup.cjs": "",
		...routes,
	});
	assert.deepEqual(
		left.map(([handler, , at]) => [handler, at]),
		[
			['require("./a.cjs")', "a.cjs:2"],
			['require("./b.cjs").default', "b.cjs:4"],
			['require("./c.cjs")', "c.cjs:2"],
		],
	);
});
