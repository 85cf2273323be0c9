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

  // Timelines: larger and smaller, and what a bar says on hover, on focus and by arrow keys.
  for (const lanes of document.querySelectorAll(".lanes")) {
    const svg = lanes.querySelector("svg");
    const detail = lanes.querySelector(".detail");
    const box = lanes.querySelector(".scroll");
    const width = svg.viewBox.baseVal.width;
    const height = svg.viewBox.baseVal.height;
    const bars = Array.from(svg.querySelectorAll(".bar"));
    let scale = 1;
    let at = -1;
    detail.hidden = false;
    lanes.querySelector(".zooms").hidden = false;
    for (const button of lanes.querySelectorAll(".zoom")) {
      button.addEventListener("click", function () {
        const by = Number(button.dataset.by);
        scale = by ? Math.min(8, Math.max(0.3, scale * by)) : Math.min(1, box.clientWidth / width);
        svg.setAttribute("width", Math.round(width * scale));
        svg.setAttribute("height", Math.round(height * scale));
      });
    }
    function tell(bar) {
      const title = bar.querySelector("title");
      detail.textContent = title ? title.textContent : "";
    }
    for (const bar of bars) {
      bar.addEventListener("mouseenter", function () { tell(bar); });
      bar.addEventListener("focus", function () { tell(bar); });
    }
    box.addEventListener("keydown", function (event) {
      if (!bars.length || (event.key !== "ArrowRight" && event.key !== "ArrowLeft")) { return; }
      at = (at + (event.key === "ArrowRight" ? 1 : bars.length - 1) + (at < 0 && event.key === "ArrowLeft" ? 1 : 0)) % bars.length;
      bars[at].focus();
      event.preventDefault();
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
