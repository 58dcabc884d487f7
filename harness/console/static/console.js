"use strict";
// Every page works without this script. With it an answer survives a lost network or a closed tab, a page that waits
// shows at once what happened, and a photo is made small before it is sent.
const body = document.body, say = (name) => body.dataset[name] || "";
let store; try { store = localStorage; store.getItem("interop"); } catch { store = null; }

// What the server has is no draft any more.
for (const key of say("answered").split(" ")) if (key && store) store.removeItem("interop:" + key);

// The line that says whether the server can be reached. It says nothing it does not know.
const net = document.getElementById("net"), banner = document.getElementById("offline");
let up = true;
const mark = (id, kind) => {
  const make = (name) => document.createElementNS("http://www.w3.org/2000/svg", name), svg = make("svg"), use = make("use");
  svg.setAttribute("class", "m " + kind); svg.setAttribute("aria-hidden", "true"); use.setAttribute("href", "#v-" + id);
  svg.append(use); return svg;
};
const show = (reached) => {
  if (reached === up && net.childNodes.length) return;
  up = reached;
  net.replaceChildren(mark(up ? "ok" : "pend", up ? "ok" : "pend"), up ? say("online") : say("offline"));
  if (banner) banner.hidden = up;
};
const ask = async () => {
  try {
    const answer = await fetch(say("ask") || "/alive", { cache: "no-store", signal: AbortSignal.timeout(8000) });
    show(answer.ok); return answer.ok ? await answer.json() : null;
  } catch { show(false); return null; }
};
if (net) {
  show(navigator.onLine);
  addEventListener("online", ask); addEventListener("offline", () => show(false));
}

// A page that waits: ask again and again, slower when nothing happens, and load when something did.
if (say("wait")) {
  let pause = 1000;
  const again = async () => {
    const state = await ask();
    if (state && state.version !== say("wait")) { location.replace(location.pathname); return; }
    pause = Math.min(pause * 1.2, 10000); setTimeout(again, pause);
  };
  setTimeout(again, pause);
}

// A form that keeps what was written.
const form = document.querySelector("form[data-draft]");
if (form) {
  const key = "interop:" + form.dataset.draft, saved = document.getElementById("saved");
  const words = () => Object.fromEntries([...new FormData(form)].filter(([name, value]) =>
    typeof value === "string" && !["csrf", "form", "version"].includes(name)));
  const old = store && JSON.parse(store.getItem(key) || "null");
  if (old && !form.hasAttribute("data-fresh")) for (const [name, value] of Object.entries(old)) {
    const field = form.elements[name]; if (field && "value" in field && field.type !== "hidden" && !field.value) field.value = value;
  }
  let wait;
  form.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(() => {
    let kept = Boolean(store);
    try { if (store) store.setItem(key, JSON.stringify(words())); } catch { kept = false; }
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    saved.replaceChildren(mark(kept ? "ok" : "pend", kept ? "ok" : "pend"), kept ? say("kept").replace("{time}", time) : say("notkept"));
  }, 600); });
  // Without the server: keep it, say so, send it when the server is back. One at a time.
  let waiting = null;
  form.addEventListener("submit", (event) => {
    if (up && navigator.onLine) return;
    event.preventDefault(); waiting = event.submitter; show(false);
    let pause = 5000;
    const again = async () => {
      if (await ask()) { const button = waiting; waiting = null; form.requestSubmit(button); return; }
      pause = Math.min(pause * 2, 60000); setTimeout(again, pause);
    };
    again();
  });
  setInterval(ask, 20000);
}

// A photo of a phone has 5 MB; 300 kB show as much of a screen.
for (const field of document.querySelectorAll("input[type=file]")) field.addEventListener("change", async () => {
  const file = field.files[0];
  if (!file || !/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < 300000) return;
  try {
    const picture = await createImageBitmap(file), canvas = document.createElement("canvas");
    for (let side = 1600, quality = .8; side > 500; side -= 300, quality -= .1) {
      const scale = Math.min(1, side / Math.max(picture.width, picture.height));
      canvas.width = picture.width * scale; canvas.height = picture.height * scale;
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
      if (!small || (small.size > 300000 && side > 800)) continue;
      const list = new DataTransfer();
      list.items.add(new File([small], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }));
      field.files = list.files; return;
    }
  } catch { /* as it is, then */ }
});

// Errors are read first; a link in their list goes to the field itself.
const error = document.getElementById("error");
if (error) error.focus();
