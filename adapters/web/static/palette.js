/* The list of commands that opens above the message box when a line starts with a slash. */

import { element } from "./elements.js";

export class Palette {
  constructor({ commands, input, onchoose }) {
    this.commands = commands;
    this.input = input;
    this.onchoose = onchoose;
    this.index = 0;
    this.element = element("ul", {
      class: "palette",
      id: "palette",
      role: "listbox",
      "aria-label": "Commands",
      "data-testid": "palette",
      hidden: true,
    });
    input.setAttribute("aria-controls", "palette");
    input.setAttribute("aria-autocomplete", "list");
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** Follow what is typed. */
  refresh(text) {
    const typed = /^\/(\w*)$/.exec(text);
    this.found = typed ? this.commands.filter((command) => command.name.startsWith(typed[1].toLowerCase())) : [];
    this.element.hidden = this.found.length === 0;
    this.index = 0;
    this.draw();
  }

  close() {
    this.element.hidden = true;
    this.input.removeAttribute("aria-activedescendant");
  }

  /** Take a key; return whether it was meant for the list. */
  press(key) {
    if (!this.isOpen) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step) {
      this.index = (this.index + step + this.found.length) % this.found.length;
      this.draw();
      return true;
    }
    if (key === "Escape") this.close();
    // A name that is typed whole is meant as it stands.
    else if (key === "Enter" && this.input.value === `/${this.found[this.index].name}`) {
      this.close();
      return false;
    } else if (key === "Enter" || key === "Tab") this.onchoose(this.found[this.index]);
    else return false;
    return true;
  }

  draw() {
    this.element.replaceChildren(
      ...this.found.map((command, index) =>
        element(
          "li",
          {
            id: `command-${command.name}`,
            role: "option",
            "aria-selected": String(index === this.index),
            "data-testid": `command-${command.name}`,
            onmousedown: (event) => event.preventDefault(),
            onclick: () => this.onchoose(command),
          },
          element("span", { class: "command-name" }, `/${command.name}`),
          element("span", { class: "command-help" }, command.help),
        ),
      ),
    );
    if (this.isOpen) this.input.setAttribute("aria-activedescendant", `command-${this.found[this.index].name}`);
    else this.input.removeAttribute("aria-activedescendant");
  }
}
