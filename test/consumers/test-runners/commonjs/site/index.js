exports._q_exports = ["users", "gone"];
exports._q_import = (name) => require(`./${name}`);
