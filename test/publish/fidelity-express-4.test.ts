// What the publisher finds is mounted as `app.use` of Express 4 would; a file for each version, to be run side by side.
import { testFidelity } from "../support/fidelity.js";

testFidelity(4);
