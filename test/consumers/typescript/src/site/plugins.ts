export const _q_exports = ["hello"];
// As the README has it for sources that run compiled as well.
export const _q_import = (name: string) =>
	import(`./plugins/${name}${import.meta.url.slice(-3)}`);
