export default "passed over";
