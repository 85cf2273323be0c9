"use strict";
(function () {
  const said = document.getElementById("said");
  const words = JSON.parse(document.body.dataset.words);
  const PAGE = 50;

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
      text.data = words.copy;
      said.textContent = "";
    }, 2000);
  }

  function copier(button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      const source = button.parentElement.querySelector("code, pre");
      copyText(source.textContent).then(
        function () { show(button, words.copied); },
        function () { show(button, words.refused); }
      );
    });
  }

  // Timelines: larger and smaller, moved by dragging; what a mark says on hover, on focus and by
  // arrow keys.
  const drawn = new WeakSet();
  function timeline(lanes) {
    const svg = lanes.querySelector("svg");
    // One that is folded has no width yet.
    if (!svg || !lanes.open || drawn.has(lanes)) { return; }
    drawn.add(lanes);
    const detail = lanes.querySelector(".detail");
    const box = lanes.querySelector(".scroll");
    const width = svg.viewBox.baseVal.width;
    const height = svg.viewBox.baseVal.height;
    const marks = Array.from(svg.querySelectorAll(".bar")).map(function (mark) {
      return [Number(mark.dataset.x), mark];
    }).sort(function (a, b) { return a[0] - b[0]; }).map(function (pair) { return pair[1]; });
    let scale = 1;
    let at = -1;
    detail.hidden = false;
    lanes.querySelector(".zooms").hidden = false;

    function zoom(to, middle) {
      const before = scale;
      scale = Math.min(8, Math.max(0.3, to));
      svg.setAttribute("width", Math.round(width * scale));
      svg.setAttribute("height", Math.round(height * scale));
      box.scrollLeft = (box.scrollLeft + middle) * scale / before - middle;
    }
    function whole() { zoom(Math.min(1, box.clientWidth / width), 0); }

    // What happened last matters most: on a phone, which shows only a part, begin there.
    if (box.scrollWidth < box.clientWidth * 1.2) {
      whole();
    } else {
      box.scrollLeft = Number(svg.querySelector(".now").getAttribute("x1")) - box.clientWidth * 0.85;
    }
    for (const button of lanes.querySelectorAll(".zoom")) {
      button.addEventListener("click", function () {
        const by = Number(button.dataset.by);
        if (by) { zoom(scale * by, box.clientWidth / 2); } else { whole(); }
      });
    }
    box.addEventListener("wheel", function (event) {
      if (!event.ctrlKey) { return; }
      zoom(scale * (event.deltaY < 0 ? 1.2 : 1 / 1.2), event.clientX - box.getBoundingClientRect().x);
      event.preventDefault();
    }, { passive: false });

    let held = null;
    box.addEventListener("pointerdown", function (event) {
      if (event.pointerType !== "mouse" || event.button) { return; }
      held = [event.clientX, event.clientY, box.scrollLeft, box.scrollTop];
      box.classList.add("held");
    });
    window.addEventListener("pointermove", function (event) {
      if (!held) { return; }
      box.scrollLeft = held[2] + held[0] - event.clientX;
      box.scrollTop = held[3] + held[1] - event.clientY;
    });
    window.addEventListener("pointerup", function () {
      held = null;
      box.classList.remove("held");
    });

    function tell(told) {
      detail.textContent = told.map(function (mark) {
        const title = mark.querySelector("title");
        return title ? title.textContent : "";
      }).join(" · ");
      at = marks.indexOf(told[0]);
    }
    // Signs that stand on each other are told together: the pointer cannot tell them apart.
    function around(mark) {
      if (!mark.classList.contains("sign")) { return [mark]; }
      return [mark].concat(marks.filter(function (other) {
        return other !== mark && other.matches(".sign:not(.gap)") &&
          Math.abs(other.dataset.x - mark.dataset.x) < 5;
      }));
    }
    for (const mark of marks) {
      mark.addEventListener("mouseenter", function () { tell(around(mark)); });
      mark.addEventListener("focus", function () { tell([mark]); });
    }
    const steps = {
      ArrowRight: function () { return (at + 1) % marks.length; },
      ArrowLeft: function () { return (Math.max(at, 0) + marks.length - 1) % marks.length; },
      Home: function () { return 0; },
      End: function () { return marks.length - 1; }
    };
    box.addEventListener("keydown", function (event) {
      if (event.key === "+" || event.key === "=") { zoom(scale * 1.5, box.clientWidth / 2); }
      else if (event.key === "-") { zoom(scale / 1.5, box.clientWidth / 2); }
      else if (event.key === "0") { whole(); }
      else if (steps[event.key] && marks.length) { marks[steps[event.key]()].focus(); }
      else { return; }
      event.preventDefault();
    });
  }

  // Long tables a page at a time.
  const hiddenRows = [];
  function paged(table) {
    const rows = Array.from(table.tBodies[0].rows).slice(PAGE);
    if (!rows.length) { return; }
    hiddenRows.push(rows);
    const pager = document.createElement("p");
    pager.className = "pager";
    const more = document.createElement("button");
    const all = document.createElement("button");
    for (const button of [more, all]) { button.type = "button"; pager.append(button, " "); }
    function turn() {
      for (const row of rows) { row.hidden = true; }
      more.textContent = words.more.replace("{n}", Math.min(PAGE, rows.length));
      all.textContent = words.all.replace("{n}", rows.length);
      pager.hidden = !rows.length;
    }
    function open(number) {
      for (const row of rows.splice(0, number)) { row.hidden = false; }
      turn();
    }
    more.addEventListener("click", function () { open(PAGE); });
    all.addEventListener("click", function () { open(rows.length); });
    table.parentElement.after(pager);
    turn();
  }

  function prepare(part) {
    part.querySelectorAll("button.copy").forEach(copier);
    part.querySelectorAll("table.paged").forEach(paged);
  }

  // What is folded in the report of a fleet is a text, our own HTML, until it is opened.
  function unfold(part) {
    const folded = part.querySelector(":scope > noscript");
    if (!folded) { return; }
    const made = document.createElement("template");
    made.innerHTML = folded.textContent;
    prepare(made.content);
    folded.replaceWith(made.content);
  }
  function opens(part) {
    unfold(part);
    if (part.matches(".lanes")) { timeline(part); }
  }
  document.addEventListener("toggle", function (event) {
    if (event.target.open) { opens(event.target); }
  }, true);

  prepare(document);
  document.querySelectorAll(".lanes[open]").forEach(timeline);

  // Paper has no way to open what is folded; afterwards everything is as the reader had it.
  let opened = [];
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(unfold);
    opened = Array.from(document.querySelectorAll("details:not([open])"));
    for (const part of opened) { part.open = true; }
    for (const row of hiddenRows.flat()) { row.hidden = false; }
  });
  window.addEventListener("afterprint", function () {
    for (const part of opened) { part.open = false; }
    for (const row of hiddenRows.flat()) { row.hidden = true; }
    opened = [];
  });

  // A link to something folded opens it.
  function openTarget() {
    const id = location.hash.slice(1);
    const around = document.getElementById(id.replace(/-\d+$/, ""));
    if (around && around.tagName === "DETAILS") { around.open = true; unfold(around); }
    const target = document.getElementById(id);
    if (target && target.tagName === "DETAILS") {
      target.open = true;
      opens(target);
      if (around) { target.scrollIntoView(); }
    }
  }
  window.addEventListener("hashchange", openTarget);
  openTarget();
})();
