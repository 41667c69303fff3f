import required = require("express-publisher");
import check = require("express-publisher/check");
import inspector = require("express-publisher/inspector");

// What a CommonJS module gets, with the types that it has there.
export = { required, check, inspector };
