throw new Error("evaluated, though both.js is there");
