/* Draws the card of one job and keeps it true: one element for its whole life, so that focus stays where it is. */

import { announce, element, richText } from "./elements.js";
import { duration, everySecond, roughly, secondsSince } from "./clock.js";
import { drawButtons } from "./job_buttons.js";

export class CardView {
  constructor(actions) {
    this.actions = actions;
    this.drawn = {};
    this.headline = element("span", { class: "card-headline", "data-testid": "card-state" });
    this.summary = element("span", { class: "card-summary" });
    this.clock = element("span", { class: "card-clock" });
    this.progress = element("progress", { class: "card-progress", max: 100, "aria-label": "Progress" });
    this.prompt = element("p", { class: "card-prompt", dir: "auto" });
    this.facts = element("p", { class: "card-facts" });
    this.notes = element("ul", { class: "card-notes" });
    this.pictures = element("div", { class: "card-pictures" });
    this.buttons = element("div", { class: "buttons" });
    this.toggle = element(
      "button",
      { type: "button", class: "card-toggle", "aria-expanded": "false", onclick: () => this.expand() },
      "Details",
    );
    this.body = element(
      "div",
      { class: "card-body" },
      element("div", { class: "card-words" }, this.prompt, this.facts, this.notes),
      this.pictures,
    );
    this.element = element(
      "article",
      { class: "card", "data-testid": "card" },
      element(
        "header",
        { class: "card-header" },
        element("span", { class: "card-dot", "aria-hidden": "true" }),
        this.headline,
        this.summary,
        this.clock,
        this.toggle,
      ),
      this.progress,
      this.body,
      this.buttons,
    );
    this.stopClock = everySecond(() => this.tick());
  }

  update(card) {
    this.card = card;
    const hasEnded = this.drawn.isFinal === false && card.is_final;
    this.element.dataset.job = card.job_id;
    this.element.dataset.state = card.state;
    this.element.dataset.tone = card.tone;
    this.element.setAttribute("aria-label", `Video for ${card.requester.name}: ${card.text}`);
    this.element.classList.toggle("is-collapsed", card.is_final && card.tone !== "bad" && !this.isExpanded);
    this.element.classList.toggle("is-final", card.is_final);
    this.toggle.hidden = !card.is_final || card.tone === "bad";
    this.headline.textContent = card.text;
    this.summary.textContent = [card.options, card.cost].filter(Boolean).join(" · ");
    this.prompt.textContent = card.prompt;
    this.facts.textContent = `${[card.options, card.cost].filter(Boolean).join(" · ")} · for ${card.requester.is_me ? "you" : card.requester.name}`;
    this.progress.hidden = card.is_final || card.percent === null;
    if (card.percent !== null) this.progress.value = card.percent;
    this.redraw("notes", card.notes, () =>
      this.notes.replaceChildren(...card.notes.map((note) => element("li", { dir: "auto" }, richText(note)))),
    );
    this.redraw(
      "pictures",
      card.pictures.map((picture) => picture.url),
      () =>
        this.pictures.replaceChildren(
          ...card.pictures.map((picture) =>
            element("img", {
              src: picture.url,
              alt: picture.alt,
              title: picture.alt,
              loading: "lazy",
              // Pictures are deleted some time after the video is done.
              onerror: (event) => event.target.remove(),
            }),
          ),
        ),
    );
    this.redraw("buttons", card.buttons, () => this.buttons.replaceChildren(...drawButtons(card, this.actions)));
    this.drawn.isFinal = card.is_final;
    if (hasEnded && card.requester.is_me) announce(card.text);
    this.tick();
  }

  redraw(part, content, draw) {
    const key = JSON.stringify(content);
    if (this.drawn[part] === key) return;
    this.drawn[part] = key;
    draw();
  }

  expand() {
    this.isExpanded = !this.isExpanded;
    this.toggle.setAttribute("aria-expanded", String(this.isExpanded));
    this.toggle.textContent = this.isExpanded ? "Less" : "Details";
    this.update(this.card);
  }

  tick() {
    if (!this.card || this.card.is_final) {
      this.clock.textContent = "";
      return;
    }
    const words = [duration(secondsSince(this.card.started_at))];
    if (this.card.ready_at) {
      const left = -secondsSince(this.card.ready_at);
      words.push(left > 0 ? `ready in ${roughly(left)}` : "nearly there, a little longer than usual");
    }
    this.clock.textContent = words.join(" · ");
  }

  remove() {
    this.stopClock();
  }
}
