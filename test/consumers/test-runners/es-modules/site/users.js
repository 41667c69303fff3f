export const _q_exports = [];
export const _q_lookup = (_req, name) => `user ${name}`;
