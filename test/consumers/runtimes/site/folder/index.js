export const _q_exports = ["deep"];
