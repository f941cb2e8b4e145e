/* Talks to the server; every failure becomes a `Refusal` whose sentence can be shown as it is. */

export class Refusal extends Error {
  constructor({ sentence, option = null, reference = null }) {
    super(sentence);
    this.sentence = reference ? `${sentence} (Reference ${reference})` : sentence;
    this.option = option;
  }
}

async function call(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { credentials: "same-origin", ...options });
  } catch {
    throw new Refusal({ sentence: "Flipbook cannot be reached right now. Nothing was lost; try again in a moment." });
  }
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  const content = isJson ? await response.json() : {};
  if (response.ok) return content;
  throw new Refusal({
    sentence: `The server answered with an error (${response.status}). Try again in a moment.`,
    ...content,
  });
}

function send(path, content) {
  const isForm = content instanceof FormData;
  const headers = isForm ? {} : { "Content-Type": "application/json" };
  return call(path, { method: "POST", headers, body: isForm ? content : JSON.stringify(content) });
}

export const api = {
  readState: () => call("/api/state"),
  rename: (name) => send("/api/me", { name }),
  addChannel: (name) => send("/api/channels", { name }),
  readMessages: (channel, before) =>
    call(`/api/channels/${encodeURIComponent(channel)}/messages${before ? `?before=${before}` : ""}`),
  postMessage: (form) => send("/api/messages", form),
  animate: (form) => send("/api/animate", form),
  act: (job, action, eventId) => send(`/api/jobs/${job}/actions/${action}`, { event_id: eventId }),
  readJob: (job) => call(`/api/jobs/${job}`),
  readJobs: () => call("/api/jobs"),
  notify: (words, channel) => send("/api/notify", { words, channel }),
};
