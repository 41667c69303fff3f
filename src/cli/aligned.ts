/** Returns a line for each of `rows`, with all cells but the last aligned, and no empty columns. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
	const [first = []] = rows;
	const widths = first.map((_, column) =>
		Math.max(...rows.map((row) => row[column]?.length ?? 0)),
	);
	return rows.map((row) => {
		const last = row.length - 1;
		const cells = row.slice(0, last).flatMap((cell, column) => {
			const width = widths[column] ?? 0;
			return width === 0 ? [] : [cell.padStart(width)];
		});
		const before = `  ${cells.join("  ")}  `;
		const indent = " ".repeat(before.length);
		return before + row[last]?.replaceAll("\n", `\n${indent}`);
	});
}
