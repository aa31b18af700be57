// htmx notes the address of each page in the session storage. Nothing of a patient may stay in a browser, random ids
// neither: it goes as soon as the page is there, after each swap, and when the page is left.
"use strict";
function forget() { sessionStorage.clear(); localStorage.clear(); }
forget();
document.addEventListener("htmx:afterSettle", forget);
addEventListener("pagehide", forget);
