export default "not mocked";
