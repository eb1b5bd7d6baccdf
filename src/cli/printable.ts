/** Text from files that anybody may have written, before it goes to a terminal: nothing in it may move the cursor or worse. */

/** On one line; control characters become `.`, as on the screen. */
export const printable = (text: string): string => text.replaceAll(/\p{Cc}/gu, ".");
