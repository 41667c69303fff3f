import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");

/** Has V8 collect now what nothing holds. A weak reference that was made or read in this turn holds until the next. */
export const collectGarbage: () => void = runInNewContext("gc");
