/* The message box: plain messages, replies, pictures, commands. */

import { api } from "./api.js";
import { Attachments } from "./attachments.js";
import { element, icon, iconButton, makeEventId, richText } from "./elements.js";
import { growWithText } from "./fields.js";
import { Palette } from "./palette.js";

export class Composer {
  constructor({ commands, oncommand, onanimate }) {
    this.oncommand = oncommand;
    this.attachments = new Attachments({ onanimate });
    this.eventId = makeEventId();
    this.input = element("textarea", {
      class: "composer-text",
      id: "composer-text",
      rows: 1,
      "data-testid": "composer-text",
      dir: "auto",
      "aria-label": "Message",
      enterkeyhint: "send",
    });
    this.palette = new Palette({ commands, input: this.input, onchoose: (command) => this.choose(command) });
    this.error = element("p", { class: "field-error composer-error", role: "alert" });
    this.replyLine = element("div", { class: "reply-line", hidden: true });
    this.picker = element("input", {
      type: "file",
      accept: "image/*",
      multiple: true,
      hidden: true,
      "data-testid": "message-pictures",
      onchange: () => {
        this.attachments.add([...this.picker.files]);
        this.picker.value = "";
      },
    });
    this.bar = element(
      "form",
      {
        class: "composer-bar",
        onsubmit: (event) => {
          event.preventDefault();
          this.submit();
        },
      },
      element(
        "button",
        {
          type: "button",
          class: "animate-open",
          "data-testid": "open-animate",
          onclick: () => this.oncommand("animate", ""),
        },
        icon("wand"),
        element("span", {}, "Animate"),
      ),
      this.input,
      iconButton("picture", "Add pictures", () => this.picker.click()),
      element(
        "button",
        { type: "submit", class: "send", "aria-label": "Send", title: "Send", "data-testid": "send" },
        icon("send"),
      ),
      this.picker,
    );
    this.element = element(
      "div",
      { class: "composer-plain" },
      this.palette.element,
      this.replyLine,
      this.attachments.element,
      this.error,
      this.bar,
    );
    this.input.addEventListener("input", () => {
      this.error.replaceChildren();
      this.palette.refresh(this.input.value);
    });
    this.input.addEventListener("keydown", (event) => this.onkeydown(event));
    growWithText(this.input);
  }

  /** Write into a channel from now on. */
  enter(channel) {
    this.channel = channel;
    const hint = matchMedia("(max-width: 760px)").matches ? "" : ", or / for commands";
    this.input.placeholder = (channel.is_private ? "A note to yourself" : `Message #${channel.name}`) + hint;
    this.quote(null);
  }

  focus() {
    this.input.focus({ preventScroll: true });
  }

  /** Answer a message. */
  quote(message) {
    this.replyTo = message;
    this.replyLine.hidden = !message;
    if (!message) return;
    this.replyLine.replaceChildren(
      element("span", { class: "reply-to" }, "Replying to ", element("bdi", {}, message.author.name)),
      element("span", { class: "reply-excerpt", dir: "auto" }, message.text),
      iconButton("close", "Do not reply", () => this.quote(null)),
    );
    this.focus();
  }

  setText(text) {
    this.input.value = text;
    this.input.dispatchEvent(new Event("input"));
  }

  onkeydown(event) {
    if (event.isComposing) return;
    if (this.palette.press(event.key)) {
      event.preventDefault();
      return;
    }
    if (event.key === "Escape" && this.replyTo) this.quote(null);
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    }
  }

  choose(command) {
    this.palette.close();
    if (command.name === "notify") {
      this.setText("/notify ");
      this.focus();
      return;
    }
    this.setText("");
    this.oncommand(command.name, "");
  }

  async submit() {
    const text = this.input.value.trim();
    const command = /^\/(\w+)\s*([\s\S]*)$/.exec(text);
    if (command) {
      const isDone = await this.oncommand(command[1].toLowerCase(), command[2]);
      if (isDone !== false) this.setText("");
      return;
    }
    if (this.isSending || (!text && !this.attachments.files.length)) return;
    await this.send(text);
  }

  async send(text) {
    const form = new FormData();
    form.set("event_id", this.eventId);
    form.set("channel", this.channel.id);
    form.set("text", text);
    if (this.replyTo) form.set("reply_to", this.replyTo.id);
    this.attachments.files.forEach((file) => form.append("picture", file));
    this.isSending = true;
    this.bar.setAttribute("aria-busy", "true");
    try {
      await api.postMessage(form);
      this.eventId = makeEventId();
      this.setText("");
      this.attachments.clear();
      this.quote(null);
    } catch (refusal) {
      this.error.replaceChildren(...richText(refusal.sentence));
    } finally {
      this.isSending = false;
      this.bar.removeAttribute("aria-busy");
    }
  }
}
