// Makes the treat screen live: the cream's clock counts, a setting that is not as planned is outlined as it is typed.
// Without this script the page says the same, as of when it was loaded.
"use strict";
(() => {
  const minutes = (from, to) => Math.max(0, Math.floor((to - from) / 60000));
  const tick = () => {
    const now = Date.now();
    for (const count of document.querySelectorAll("[data-on]")) {
      const on = Date.parse(count.dataset.on), due = Date.parse(count.dataset.due), latest = Date.parse(count.dataset.latest || "");
      const state = now >= latest ? "late" : now >= due ? "due" : "on";
      const left = Math.max(0, Math.ceil((due - now) / 60000));
      const ends = { on: `, ${left} to go`, due: ": take it off", late: ": it must be off now" };
      const words = `On for ${minutes(on, now)} min${ends[state]}`;
      if (count.textContent !== words) count.textContent = words;
      count.closest(".clock").className = `clock ${state}`;
    }
  };
  if (document.querySelector("[data-on]")) { tick(); setInterval(tick, 5000); }

  for (const setting of document.querySelectorAll(".setting[data-plan]")) {
    const field = setting.querySelector("input, select"), plan = setting.dataset.plan;
    if (!field || !plan) continue;
    const same = () => (field.type === "number" ? Number(field.value) === Number(plan) : field.value === plan);
    field.addEventListener("input", () => setting.classList.toggle("differs", !same()));
  }

})();
