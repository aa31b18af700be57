// A passkey is added, or used to come in. Without scripts, or in an older browser, the page says so and offers a code.
"use strict";
(function () {
  const form = document.querySelector("form[data-passkey]");
  if (!form) return;
  const key = window.PublicKeyCredential;
  const adding = form.dataset.passkey === "new";
  const read = key && (adding ? key.parseCreationOptionsFromJSON : key.parseRequestOptionsFromJSON);
  if (!read) return;
  document.getElementById("passkey-old").hidden = true;
  form.hidden = false;
  form.addEventListener("submit", async function (event) {
    const field = form.elements.namedItem("credential");
    if (field.value) return;
    event.preventDefault();
    try {
      const asked = JSON.parse(document.getElementById("passkey-asked").textContent).publicKey;
      const publicKey = read.call(key, asked);
      const made = adding ? await navigator.credentials.create({ publicKey }) : await navigator.credentials.get({ publicKey });
      field.value = JSON.stringify(made.toJSON());
      form.submit();
    } catch (fault) {
      document.getElementById("passkey-fault").hidden = false;
    }
  });
})();
