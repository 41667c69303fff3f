// What the publisher finds is mounted as `app.use` of Express 5 would.
import { testFidelity } from "../support/fidelity.js";

testFidelity(5);
