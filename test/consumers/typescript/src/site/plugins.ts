export const _q_exports = ["hello"];
