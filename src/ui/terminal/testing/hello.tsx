/** The least that Ink can draw: what the start of the program is measured against. */
import { render, Text } from "ink";

render(<Text>Hello</Text>);
