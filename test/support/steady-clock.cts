// Loaded by `node --require` into a server that is profiled, ahead of the recorder: a clock that goes
// on when the server says so. What is recorded is the same then, however busy the machine is.

if (process.env.EXPRESS_PUBLISHER_PROFILE !== undefined) {
	/** In milliseconds; Node's own start took the first 40. */
	let time = 40;
	// By a little at each look, so that what comes later is later.
	performance.now = () => {
		time += 0.01;
		return time;
	};
	Object.assign(globalThis, {
		busy: (milliseconds: number) => {
			time += milliseconds;
		},
	});
}
