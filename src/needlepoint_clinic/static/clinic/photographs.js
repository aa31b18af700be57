// Sends photographs one by one, each with a key of its own, two at a time; what fails for want of a connection can be
// sent again, and the server takes each once. Shows the chosen one under the outline of the last. Without this script
// the form sends them together.
"use strict";
(() => {
  const form = document.querySelector("[data-sender]");
  if (!form) return;
  const list = form.querySelector("[data-list]"), canvas = form.querySelector("[data-canvas]"), button = form.querySelector("button.main");
  const outline = document.querySelector("[data-outline]"), words = form.dataset, inputs = [...form.querySelectorAll("input[type=file]")];
  const key = () => {
    const b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64; b[8] = (b[8] & 63) | 128;
    const h = [...b].map((v) => v.toString(16).padStart(2, "0")).join("");
    return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
  };
  const draw = async (file) => {
    let picture;
    try { picture = await createImageBitmap(file); } catch { canvas.hidden = true; return; }
    canvas.height = Math.round((canvas.width * picture.height) / picture.width);
    const pen = canvas.getContext("2d");
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    if (outline && outline.complete && outline.naturalWidth) {
      const scale = Math.min(canvas.width / outline.naturalWidth, canvas.height / outline.naturalHeight);
      const w = outline.naturalWidth * scale, h = outline.naturalHeight * scale;
      pen.drawImage(outline, (canvas.width - w) / 2, (canvas.height - h) / 2, w, h);
    }
    canvas.setAttribute("aria-label", words.preview);
    canvas.hidden = false;
  };
  for (const input of inputs) input.addEventListener("change", () => { if (input.files[0]) draw(input.files[0]); });

  const jobs = [];
  let busy = 0;
  const say = (job, text, kind) => { job.state.textContent = text; job.state.className = kind || ""; };
  const finished = () => {
    if (busy || jobs.some((job) => job.todo)) return;
    button.disabled = false;
    if (jobs.length && jobs.every((job) => job.done) && !list.querySelector("[data-end]")) {
      const row = document.createElement("li"), link = document.createElement("a"), text = document.createElement("span");
      row.dataset.end = ""; text.textContent = words.done; text.className = "good"; link.textContent = words.go; link.href = words.show; link.className = "button";
      row.append(text, link); list.append(row);
      for (const input of inputs) input.value = "";
      canvas.hidden = true;
    }
  };
  const send = async (job) => {
    job.todo = false; busy += 1; job.retry.hidden = true; say(job, words.sends);
    const data = new FormData(form);
    data.delete("files"); data.delete("camera_file");
    data.set("submission", job.key); data.append("files", job.file);
    try {
      const answer = await fetch(location.href, { method: "POST", body: data, headers: { Accept: "application/json" }, credentials: "same-origin" });
      const told = (answer.headers.get("content-type") || "").startsWith("application/json") ? await answer.json() : null;
      if (answer.ok && told) { job.done = true; say(job, told.kept || words.kept, "good"); }
      else if (told && told.problem) say(job, told.problem, "bad");
      else { say(job, `${words.lost} (${answer.status})`, "bad"); job.retry.hidden = false; }
    } catch { say(job, words.lost, "bad"); job.retry.hidden = false; }
    busy -= 1; next(); finished();
  };
  const next = () => { for (const job of jobs) if (busy < 2 && job.todo) send(job); };
  const add = (file) => {
    const row = document.createElement("li"), name = document.createElement("bdi"), state = document.createElement("span"), retry = document.createElement("button");
    name.textContent = file.name; retry.type = "button"; retry.textContent = words.again; retry.hidden = true;
    const job = { file, key: key(), todo: true, done: false, state, retry };
    retry.addEventListener("click", () => { job.todo = true; retry.hidden = true; say(job, words.waits); next(); });
    row.append(name, state, retry); list.append(row); say(job, words.waits); jobs.push(job);
  };
  form.addEventListener("submit", (event) => {
    const files = inputs.flatMap((input) => [...input.files]);
    if (!files.length) return;
    event.preventDefault();
    button.disabled = true;
    jobs.length = 0; list.replaceChildren();
    files.forEach(add); next();
  });
})();
