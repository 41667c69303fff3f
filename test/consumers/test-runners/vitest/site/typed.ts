enum Text {
	page = "typed",
}
export default Text.page;
