/** The parts that were imported, in order. */
exports.loaded = [];
