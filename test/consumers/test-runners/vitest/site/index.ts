export const _q_exports = ["typed", "mocked"];
