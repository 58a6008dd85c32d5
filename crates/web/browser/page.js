// The little that pages do beside being read: keys, pictures that can be moved, news that come by themselves.
// Everything works without it, in more steps.
"use strict";

// Where something happens by itself, the button for it is not needed.
document.documentElement.classList.add("scripted");

// "/" goes to the search; Escape and a click elsewhere close what it suggests; arrows walk through it.
document.addEventListener("keydown", event => {
    const field = event.target.closest("input, textarea, select");
    if (event.key === "/" && !field && !event.ctrlKey && !event.metaKey && !event.altKey) {
        const search = document.getElementById("big-q") ?? document.getElementById("q");
        search?.focus();
        if (search) event.preventDefault();
    }
    const box = event.target.closest("form")?.querySelector(".suggestions");
    if (!box) return;
    if (event.key === "Escape") {
        box.replaceChildren();
        box.closest("form").querySelector("input[type=search], input[type=text]")?.focus();
    }
    const links = [...box.querySelectorAll("a, button")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && links.length) {
        const at = links.indexOf(document.activeElement);
        links[(at + step + links.length + (at < 0 && step < 0 ? 1 : 0)) % links.length].focus();
        event.preventDefault();
    }
});
document.addEventListener("click", event => {
    for (const box of document.querySelectorAll(".suggestions")) {
        if (!box.parentElement.contains(event.target)) box.replaceChildren();
    }
});

// What is suggested for a field goes into it, behind what stands there already.
document.addEventListener("click", event => {
    const chosen = event.target.closest("[data-pick]");
    if (!chosen) return;
    const box = chosen.closest(".suggestions");
    const field = box.parentElement.querySelector("input, textarea");
    const several = field.matches("[data-several], textarea");
    const before = several ? field.value.split(/[,\n]/).slice(0, -1).map(part => part.trim()).filter(Boolean) : [];
    field.value = [...before, chosen.dataset.pick].join(", ");
    box.replaceChildren();
    field.focus();
});

// Pictures: larger, smaller, whole; by buttons, by keys, and by the wheel with Ctrl. Dragging moves them.
const scales = new WeakMap();
function zoom(canvas, factor) {
    const svg = canvas.querySelector("svg");
    if (!svg) return;
    const box = svg.viewBox.baseVal;
    const fit = Math.min(1, (canvas.clientWidth - 24) / box.width);
    const now = factor === 0 ? fit : Math.min(8, Math.max(0.05, (scales.get(canvas) ?? fit) * factor));
    scales.set(canvas, now);
    svg.setAttribute("width", box.width * now);
    svg.setAttribute("height", box.height * now);
}
function draw(root) {
    for (const canvas of root.querySelectorAll(".canvas")) {
        if (canvas.querySelector("svg")) zoom(canvas, scales.has(canvas) ? 1 : 0);
    }
}
document.addEventListener("click", event => {
    const button = event.target.closest("[data-zoom]");
    const canvas = button?.closest(".picture")?.querySelector(".canvas");
    if (canvas) zoom(canvas, Number(button.dataset.zoom));
});
document.addEventListener("keydown", event => {
    const canvas = event.target.closest(".canvas");
    const factor = { "+": 1.25, "-": 0.8, "0": 0 }[event.key];
    if (canvas && factor !== undefined) {
        zoom(canvas, factor);
        event.preventDefault();
    }
});
document.addEventListener("wheel", event => {
    const canvas = event.ctrlKey && event.target.closest(".canvas");
    if (!canvas) return;
    event.preventDefault();
    zoom(canvas, event.deltaY < 0 ? 1.15 : 0.87);
}, { passive: false });
let grip = null;
document.addEventListener("pointerdown", event => {
    const canvas = event.target.closest(".canvas");
    if (canvas && event.pointerType === "mouse" && !event.target.closest("a")) {
        grip = { canvas, x: event.clientX + canvas.scrollLeft, y: event.clientY + canvas.scrollTop };
    }
});
document.addEventListener("pointermove", event => {
    grip?.canvas.scrollTo(grip.x - event.clientX, grip.y - event.clientY);
});
document.addEventListener("pointerup", () => { grip = null; });
document.addEventListener("htmx:after:swap", () => draw(document));
document.addEventListener("DOMContentLoaded", () => draw(document));

// News: the server says that something changed, and the parts that listen for it ask again.
for (const place of document.querySelectorAll("[data-live]")) {
    const source = new EventSource(place.dataset.live);
    const told = document.getElementById("live-state");
    const tell = online => {
        if (told) told.textContent = online ? told.dataset.online : told.dataset.offline;
        told?.classList.toggle("offline", !online);
    };
    source.addEventListener("changed", () => htmx.trigger(document.body, "changed"));
    source.addEventListener("open", () => { tell(true); htmx.trigger(document.body, "changed"); });
    source.addEventListener("error", () => tell(false));
}
