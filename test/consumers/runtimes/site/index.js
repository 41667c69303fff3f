export const _q_exports = [
	"file",
	"folder",
	"both",
	"a b",
	"throws",
	"misses",
	"unparsable",
	"missing",
];
