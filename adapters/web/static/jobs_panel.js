/* The list behind `/jobs` and "My videos". */

import { api } from "./api.js";
import { fullTimeOf } from "./clock.js";
import { showPanel } from "./dialogs.js";
import { element, icon } from "./elements.js";

/** Show the person's own jobs; `onshow(job)` opens the place where one was posted. */
export async function showJobs({ onshow }) {
  const { jobs } = await api.readJobs();
  const content = jobs.length
    ? element(
        "ul",
        { class: "job-list" },
        jobs.map((job) =>
          drawJob(job, () => {
            close();
            onshow(job);
          }),
        ),
      )
    : element("p", { class: "empty" }, "You have not asked for a video yet. Type /animate to make the first one.");
  const close = showPanel("My videos", content, { testid: "jobs-panel" });
}

function drawJob(job, onclick) {
  const picture = job.video ? job.video.poster_url : (job.first ?? job.last)?.url;
  return element(
    "li",
    {},
    element(
      "button",
      { type: "button", class: "job-row", "data-testid": "job-row", "data-job": job.id, onclick },
      picture ? element("img", { src: picture, alt: "", loading: "lazy", onerror: (event) => event.target.remove() }) : icon("film"),
      element(
        "span",
        { class: "job-words" },
        element("span", { class: "job-prompt", dir: "auto" }, job.options.prompt || job.options.shots || "Video"),
        element(
          "span",
          { class: "job-facts" },
          `${job.state_words} · ${job.options.duration} s · ${job.options.quality} · ${fullTimeOf(job.created_at)}`,
        ),
      ),
    ),
  );
}
