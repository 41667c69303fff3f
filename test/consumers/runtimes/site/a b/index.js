export default "escaped";
