"use strict";
(function () {
  const said = document.getElementById("said");

  function copyText(text) {
    if (navigator.clipboard && window.isSecureContext) {
      return navigator.clipboard.writeText(text);
    }
    const area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("readonly", "");
    area.className = "unseen";
    document.body.appendChild(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done ? Promise.resolve() : Promise.reject(new Error("copying was refused"));
  }

  function show(button, word) {
    const text = button.firstChild;
    text.data = word;
    said.textContent = word;
    window.setTimeout(function () {
      text.data = "Copy";
      said.textContent = "";
    }, 2000);
  }

  for (const button of document.querySelectorAll("button.copy")) {
    button.hidden = false;
    button.addEventListener("click", function () {
      const source = button.parentElement.querySelector("code, pre");
      copyText(source.textContent).then(
        function () { show(button, "Copied"); },
        function () { show(button, "Select and copy by hand"); }
      );
    });
  }

  // Paper has no way to open what is folded; afterwards everything is as the reader had it.
  let opened = [];
  window.addEventListener("beforeprint", function () {
    opened = Array.from(document.querySelectorAll("details:not([open])"));
    for (const part of opened) { part.open = true; }
  });
  window.addEventListener("afterprint", function () {
    for (const part of opened) { part.open = false; }
    opened = [];
  });

  // A link to something folded opens it.
  function openTarget() {
    const target = document.getElementById(location.hash.slice(1));
    if (target && target.tagName === "DETAILS") { target.open = true; }
  }
  window.addEventListener("hashchange", openTarget);
  openTarget();
})();
