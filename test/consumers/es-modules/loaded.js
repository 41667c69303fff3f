/** The parts that were imported, in order. */
export const loaded = [];
