module.exports = { _q_exports: [], _q_lookup: (_req, name) => `user ${name}` };
