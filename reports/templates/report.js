"use strict";
// Everything below is a convenience: the page reads, filters and prints without it.
const $ = (s, r = document) => [...r.querySelectorAll(s)];
const id = i => document.getElementById(i);
$(".js").forEach(e => e.id !== "none" && (e.hidden = false));
const list = $(".list > .sc"), heads = $(".list > .ft"), q = id("q");
// Text search over scenarios; accents do not matter; names of fields count. The text is read when first asked for.
const fold = s => s.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
let hay;
const look = () => {
  hay = hay || list.map(e => fold(e.textContent + $(".fd", e).map(f => " " + f.dataset.k + " " + f.dataset.n).join("")));
  const want = fold(q.value.trim());
  list.forEach((e, i) => { e.hidden = !hay[i].includes(want); });
  count();
};
const count = () => {
  let n = 0;
  const seen = new Set();
  list.forEach(e => { if (e.offsetParent) { n++; seen.add(e.dataset.f); } });
  heads.forEach(h => { h.hidden = !seen.has(h.dataset.f); });
  id("qn").textContent = n < list.length ? id("qn").dataset.t.replace("#", n).replace("#", list.length) : "";
  id("none").hidden = n > 0 || !list.length;
};
if (q) {
  q.addEventListener("input", look);
  $(".filter,.bar select").forEach(e => e.addEventListener("change", count));
}
// HL7 fields: one tab stop a message, arrows move, the line below reads the field.
$("[data-read]").forEach(box => {
  const fs = $(".fd", box), out = $(".read", box)[0];
  const show = f => {
    const b = document.createElement("b");
    b.textContent = f.dataset.k + (f.dataset.n ? " · " + f.dataset.n : "") + ": ";
    out.replaceChildren(b, f.textContent + (f.dataset.d ? "  →  " + f.dataset.d : ""));
  };
  fs.forEach((f, i) => {
    f.tabIndex = i ? -1 : 0;
    f.setAttribute("role", "img");
    f.setAttribute("aria-label", f.dataset.k + ", " + f.dataset.n + ": " + (f.dataset.d || f.textContent));
    for (const on of ["mouseenter", "focus", "click"]) f.addEventListener(on, () => show(f));
    f.addEventListener("keydown", e => {
      const to = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: fs.length - 1 }[e.key];
      if (to === undefined || !fs[to]) return;
      e.preventDefault(); f.tabIndex = -1; fs[to].tabIndex = 0; fs[to].focus();
    });
  });
});
// A link into a closed or filtered scenario opens it.
const reveal = () => {
  const t = id(decodeURIComponent(location.hash.slice(1)));
  if (!t) return;
  for (let e = t; e; e = e.parentElement) if (e.tagName === "DETAILS") e.open = true;
  const sc = t.closest(".sc");
  if (sc && !sc.offsetParent) { q.value = ""; id("f-all").checked = true; $(".bar select").forEach(s => { s.selectedIndex = 0; }); look(); }
  t.scrollIntoView({ behavior: "instant" });
};
addEventListener("hashchange", reveal);
if (location.hash) reveal();
addEventListener("beforeprint", () => $("details").forEach(d => { d.dataset.was = d.open ? "1" : ""; d.open = true; }));
addEventListener("afterprint", () => $("details").forEach(d => { d.open = d.dataset.was === "1"; }));
// Copy without the clipboard permission, which file:// pages lack.
$("[data-copy]").forEach(b => b.addEventListener("click", () => {
  const r = document.createRange(); r.selectNodeContents(id(b.dataset.copy));
  const s = getSelection(); s.removeAllRanges(); s.addRange(r);
  b.textContent = document.execCommand("copy") ? b.dataset.done : b.dataset.else;
}));
