// Filters exhibits and switches their language. Without this everything is shown.
"use strict";
(() => {
  const form = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const exhibits = [...document.querySelectorAll(".exhibit")];
  const groups = [...document.querySelectorAll(".area"), ...document.querySelectorAll(".survey")];
  const fields = ["survey", "area", "words", "language"].filter((name) => form.elements[name]);

  // "Turkiye" finds "Türkiye".
  const plain = (text) =>
    text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();

  const spoken = new Map(
    exhibits.map((exhibit) => {
      const words = [exhibit.dataset.area];
      exhibit.querySelectorAll("h5, figcaption").forEach((node) => words.push(node.textContent));
      exhibit.querySelectorAll("img").forEach((picture) => words.push(picture.alt));
      return [exhibit, plain(words.join(" "))];
    }),
  );

  const chosen = (name) => (form.elements[name] ? form.elements[name].value : "");

  function speak(language) {
    for (const exhibit of exhibits) {
      const versions = [...exhibit.querySelectorAll(".version")];
      const own = versions.find((version) => version.lang === language);
      const wanted = own || versions.find((version) => version.lang === "en") || versions[0];
      const note = exhibit.querySelector(".instead");
      if (note) note.hidden = Boolean(own);
      versions.forEach((version) => { version.hidden = version !== wanted; });
    }
  }

  function apply() {
    const words = plain(chosen("words")).split(" ");
    let count = 0;
    for (const exhibit of exhibits) {
      const fits =
        (!chosen("survey") || exhibit.dataset.survey === chosen("survey")) &&
        (!chosen("area") || exhibit.dataset.area === chosen("area")) &&
        words.every((word) => spoken.get(exhibit).includes(word));
      exhibit.hidden = !fits;
      count += fits ? 1 : 0;
    }
    for (const group of groups) {
      group.hidden = !group.querySelector(".exhibit:not([hidden])");
    }
    if (chosen("language")) speak(chosen("language"));
    shown.classList.toggle("some", count < exhibits.length);
    shown.textContent = `${count} of ${exhibits.length} exhibits shown.`;
  }

  // What was chosen stands in the address, so that it can be kept and sent.
  function remember() {
    const state = new URLSearchParams();
    for (const name of fields) {
      const field = form.elements[name];
      if (field.value && !(name === "language" && field.selectedIndex === 0)) {
        state.set(name, field.value);
      }
    }
    const hash = state.toString();
    history.replaceState(null, "", hash ? `#${hash}` : location.href.split("#")[0]);
  }

  function clear() {
    for (const name of fields.filter((name) => name !== "language")) form.elements[name].value = "";
    apply();
  }

  // An address is either what was chosen (#area=...) or the place of an exhibit (#name).
  function recall() {
    if (location.hash.includes("=")) {
      const state = new URLSearchParams(location.hash.slice(1));
      for (const name of fields) {
        const field = form.elements[name];
        field.value = state.get(name) || "";
        if (field.tagName === "SELECT" && field.selectedIndex < 0) field.selectedIndex = 0;
      }
      apply();
      return;
    }
    const target = document.getElementById(location.hash.slice(1));
    if (target && target.closest("[hidden]")) {
      clear();
      target.scrollIntoView();
    }
  }

  // A figure wider than the screen can be moved by keyboard too.
  const watched = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) {
        target.tabIndex = 0;
        target.setAttribute("role", "group");
        target.setAttribute("aria-label", "Figure, wider than the screen");
      } else {
        ["tabindex", "role", "aria-label"].forEach((name) => target.removeAttribute(name));
      }
    }
  });
  document.querySelectorAll(".picture").forEach((picture) => watched.observe(picture));

  form.addEventListener("input", () => { apply(); remember(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => { event.preventDefault(); clear(); remember(); });
  window.addEventListener("hashchange", recall);
  form.hidden = false;
  if (chosen("language")) speak(chosen("language"));
  recall();
})();
