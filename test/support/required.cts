import publisher = require("express-publisher");

// What a CommonJS module gets, with the type that it has there.
export = publisher;
