/**
 * Kills the process `pid` with all others of the group that it leads; on Windows, where there are no groups, it
 * alone. Does nothing if none of them is left.
 */
export function killGroup(pid: number | undefined): void {
	// The group of number 1 would be every process there is.
	if (pid === undefined || pid <= 1) {
		return;
	}
	try {
		process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
	} catch {
		// None of it is left, or it leads no group.
	}
}
