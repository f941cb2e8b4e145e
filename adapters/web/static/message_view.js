/* Draws one message of any kind. */

import { avatar, element, iconButton, richText } from "./elements.js";
import { CardView } from "./card_view.js";
import { dayKeyOf, dayOf, fullTimeOf, shortTimeOf, timeOf } from "./clock.js";
import { drawButtons } from "./job_buttons.js";
import { drawDownload, drawPicture, drawVideo } from "./media_view.js";

const GROUP_MILLISECONDS = 5 * 60 * 1000;

export class MessageView {
  constructor(message, actions) {
    this.actions = actions;
    this.message = message;
    this.divider = element("div", { class: "day", hidden: true }, element("span", {}, dayOf(message.at)));
    this.unreadLine = element("div", { class: "new-line", hidden: true }, element("span", {}, "New"));
    this.content = element("div", { class: "message-content" });
    this.row = element("div", { class: "message" });
    this.element = element(
      "li",
      {
        class: "timeline-item",
        id: `message-${message.id}`,
        "data-testid": `message-${message.kind}`,
        "data-id": message.id,
      },
      this.divider,
      this.unreadLine,
      this.row,
    );
    this.row.append(
      this.drawSide(),
      element("div", { class: "message-main" }, this.drawHead(), this.content),
      this.drawTools(),
    );
    this.update(message);
  }

  update(message) {
    const key = JSON.stringify(message);
    if (this.key === key) return;
    this.key = key;
    this.message = message;
    this.row.classList.toggle("is-mention", Boolean(message.mentions_me));
    if (message.kind === "card") this.updateCard(message);
    else this.content.replaceChildren(...this.drawContent(message));
  }

  /** Adapt to the message before it: a new day, a message of the same author, the first unread one. */
  arrange(previous, isFirstUnread) {
    const startsDay = !previous || dayKeyOf(previous.message.at) !== dayKeyOf(this.message.at);
    this.divider.hidden = !startsDay;
    this.unreadLine.hidden = !isFirstUnread;
    this.row.classList.toggle("is-continued", !startsDay && !isFirstUnread && this.follows(previous.message));
  }

  follows(previous) {
    const gap = new Date(this.message.at) - new Date(previous.at);
    return (
      previous.author.id === this.message.author.id &&
      !this.message.reply &&
      !previous.whisper &&
      !this.message.whisper &&
      gap < GROUP_MILLISECONDS
    );
  }

  remove() {
    this.card?.remove();
    this.element.remove();
  }

  updateCard(message) {
    if (!this.card) {
      this.card = new CardView(this.actions);
      this.content.replaceChildren(this.card.element);
    }
    this.card.update(message);
  }

  drawSide() {
    return element(
      "div",
      { class: "message-side" },
      avatar(this.message.author),
      element(
        "time",
        { class: "side-time", datetime: this.message.at, "aria-hidden": "true" },
        shortTimeOf(this.message.at),
      ),
    );
  }

  drawHead() {
    const { author, at } = this.message;
    return element(
      "header",
      { class: "message-head" },
      element("bdi", { class: "author" }, author.name),
      author.is_bot ? element("span", { class: "badge" }, "bot") : null,
      element("time", { datetime: at, title: fullTimeOf(at) }, timeOf(at)),
    );
  }

  drawTools() {
    if (this.message.whisper)
      return element(
        "div",
        { class: "message-tools is-shown" },
        iconButton("close", "Dismiss", () => this.actions.dismiss(this)),
      );
    return element(
      "div",
      { class: "message-tools" },
      iconButton("reply", "Reply", () => this.actions.reply(this.message)),
    );
  }

  drawContent(message) {
    if (message.whisper) return this.drawWhisper(message);
    if (message.kind === "result") return this.drawResult(message);
    if (message.kind === "notice") return this.drawNotice(message);
    return this.drawText(message);
  }

  drawText(message) {
    return [
      message.reply ? this.drawQuote(message.reply) : null,
      message.text ? element("p", { class: "text", dir: "auto" }, message.text) : null,
      message.pictures.length
        ? element(
            "div",
            { class: "pictures" },
            message.pictures.map((picture) => drawPicture(picture, this.actions)),
          )
        : null,
    ].filter(Boolean);
  }

  drawQuote(reply) {
    return element(
      "button",
      { type: "button", class: "quote", onclick: () => this.actions.show(reply.id), title: "Show this message" },
      element("bdi", { class: "quote-name" }, reply.name),
      element("span", { dir: "auto" }, reply.excerpt || "a picture"),
    );
  }

  drawResult(message) {
    const buttons = [...drawButtons(message, this.actions)];
    buttons.splice(Math.max(0, buttons.length - 1), 0, drawDownload(message.video, message.job_id));
    return [
      this.drawMention(message),
      drawVideo(message.video, message.alt),
      element("p", { class: "caption" }, message.caption),
      element("div", { class: "buttons" }, buttons),
    ];
  }

  drawMention(message) {
    return element(
      "p",
      { class: "text", dir: "auto" },
      element("bdi", { class: "mention" }, `@${message.requester.name}`),
      " ",
      ...richText(message.text),
    );
  }

  drawNotice(message) {
    return [
      element(
        "div",
        { class: "notice", "data-tone": message.tone },
        message.requester
          ? this.drawMention(message)
          : element("p", { class: "text", dir: "auto" }, richText(message.text)),
        message.video ? drawVideo(message.video, message.alt) : null,
      ),
    ];
  }

  drawWhisper(message) {
    const lines = message.text.split("\n").map((line) => element("p", { class: "text", dir: "auto" }, richText(line)));
    return [
      element(
        "div",
        { class: "whisper", "data-testid": "whisper" },
        lines,
        element("p", { class: "whisper-note" }, "Only you can see this."),
      ),
    ];
  }
}
