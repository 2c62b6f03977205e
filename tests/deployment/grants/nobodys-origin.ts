/** Nothing listens there, and what is posted to it is not taken: that something is sent is all that grants are needed for. */
export const nobodysOrigin = "http://127.0.0.1:9";
