export default "docs";
