// Sliders follow their number fields and back; slow work says so. Nothing is kept in the browser.
(() => {
  "use strict";
  document.documentElement.classList.add("scripted");
  const field = (range) => document.getElementById(range.dataset.for);
  const follow = (event) => {
    const it = event.target;
    if (it.matches?.("input[type=range][data-for]")) field(it).value = it.value;
    if (it.matches?.("input[type=number]")) {
      const range = document.querySelector(`input[type=range][data-for="${it.id}"]`);
      if (range && it.value !== "") range.value = it.value;
    }
  };
  document.addEventListener("input", follow, true);
  document.addEventListener("submit", (event) => {
    const text = event.submitter?.dataset.slow;
    const told = event.target.querySelector(".slow");
    if (text && told) told.textContent = text;
  });
  const busy = (event, on) => {
    if (event.detail.target?.id === "panel") event.detail.target.setAttribute("aria-busy", String(on));
  };
  document.addEventListener("htmx:beforeRequest", (event) => busy(event, true));
  document.addEventListener("htmx:afterRequest", (event) => busy(event, false));
  for (const name of ["htmx:responseError", "htmx:sendError"]) {
    document.addEventListener(name, (event) => {
      const failed = document.querySelector("#working .failed");
      if (failed && event.detail.elt?.id === "working") {
        failed.hidden = false;
        document.getElementById("working").setAttribute("aria-busy", "false");
      }
    });
  }
})();
