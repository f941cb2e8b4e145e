/* What the buttons of a job do. */

import { api } from "./api.js";
import { confirm } from "./dialogs.js";
import { makeEventId } from "./elements.js";

export class JobActions {
  constructor({ onform, onrefusal }) {
    this.onform = onform;
    this.onrefusal = onrefusal;
  }

  async press(action, content) {
    try {
      if (action === "edit") await this.edit(content.job_id);
      else if (action === "continue") await this.continueFrom(content.job_id);
      else if (action !== "delete" || (await this.askDelete())) await api.act(content.job_id, action, makeEventId());
    } catch (refusal) {
      this.onrefusal(refusal);
    }
  }

  async edit(jobId) {
    const { job } = await api.readJob(jobId);
    this.onform({
      options: job.options,
      first: job.first,
      last: job.last,
      parent: job.id,
      title: "Edit and run again",
    });
  }

  /** Start a new video where a finished one ends; its words stay behind, because they were for that one. */
  async continueFrom(jobId) {
    const { job } = await api.readJob(jobId);
    const { prompt, shots, ...options } = job.options;
    this.onform({ options, first: { job: job.id, video: job.video }, parent: job.id, title: "Continue this video" });
  }

  askDelete() {
    return confirm({
      title: "Delete this video?",
      text: "It disappears for everybody, and its pictures and video are deleted. This cannot be undone.",
      yes: "Delete",
    });
  }
}
