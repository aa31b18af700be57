// The print button is there only where it works. Closed parts of a page are opened for the paper and shut again.
(() => {
  "use strict";
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  let shut = [];
  window.addEventListener("beforeprint", () => {
    shut = [...document.querySelectorAll("main details:not([open])")];
    for (const part of shut) part.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const part of shut) part.open = false;
  });
})();
