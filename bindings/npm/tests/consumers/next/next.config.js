// Nothing but what Next.js does by itself: the package must need no setting.
export default {};
