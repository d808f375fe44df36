"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = id => document.getElementById(id);
  const boxes = new Map([...document.querySelectorAll("[data-item]")].map(e => [e.dataset.item, e]));
  const items = new Map(data.items.map(item => [item.id, item]));
  const asked = new Set();

  const parts = item => {
    const box = boxes.get(item.id);
    return {
      box, radios: [...box.querySelectorAll("input[type=radio]")],
      field: box.querySelector("input:not([type=radio]), textarea"),
      clear: box.querySelector(".clear"), output: box.querySelector("output"),
    };
  };

  // What is answered: a code, number, truth or text; null where nothing is, undefined where wrong.
  const answer = item => {
    const { radios, field } = parts(item);
    if (radios.length) {
      const chosen = radios.find(radio => radio.checked);
      if (!chosen) return null;
      return item.kind === "boolean" ? chosen.value === "true" : chosen.value;
    }
    if (item.kind === "slider") return field.classList.contains("unmarked") ? null : Number(field.value);
    if (item.kind === "text") return field.value.trim() === "" ? null : field.value;
    if (field.validity.badInput) return undefined;
    if (field.value.trim() === "") return null;
    const value = Number(field.value);
    const fits = Number.isFinite(value) && (!item.whole || Number.isInteger(value))
      && (item.lowest === null || value >= item.lowest) && (item.highest === null || value <= item.highest);
    return fits ? value : undefined;
  };

  const word = value => typeof value === "number" && Number.isInteger(value) ? String(value) : value;
  const ordered = (item, value) => {
    if (typeof value === "boolean") return Number(value);
    if (typeof value === "number") return value;
    const option = item.options[value];
    return option ? option.score : null;
  };
  const holds = (condition, seen) => {
    const item = items.get(condition.question);
    const given = seen.has(condition.question) ? seen.get(condition.question) : null;
    if (condition.operator === "exists") return (given !== null) === condition.answer;
    if (given === null || !item) return condition.operator === "!=";
    if (condition.operator === "=") return word(given) === word(condition.answer);
    if (condition.operator === "!=") return word(given) !== word(condition.answer);
    const a = ordered(item, given), b = ordered(item, condition.answer);
    if (a === null || b === null) return false;
    return { ">": a > b, "<": a < b, ">=": a >= b, "<=": a <= b }[condition.operator];
  };
  const enabled = (item, seen) => {
    if (!item.when.length) return true;
    const held = item.when.map(condition => holds(condition, seen));
    return item.all ? held.every(Boolean) : held.some(Boolean);
  };

  // An answer to an item that is not asked enables nothing; followed until nothing changes.
  const refresh = () => {
    const given = new Map();
    for (const item of data.items) {
      const value = answer(item);
      if (value !== null && value !== undefined) given.set(item.id, value);
    }
    let now = new Set(data.items.filter(item => !item.when.length).map(item => item.id));
    let seen = new Map();
    for (let round = 0; round <= data.items.length; round++) {
      seen = new Map([...given].filter(([id]) => now.has(id)));
      const next = new Set(data.items.filter(item => enabled(item, seen)).map(item => item.id));
      const same = next.size === now.size && [...next].every(id => now.has(id));
      now = next;
      if (same) break;
    }
    asked.clear();
    now.forEach(id => asked.add(id));
    for (const item of data.items) boxes.get(item.id).hidden = !asked.has(item.id);
    for (const shown of data.displays) boxes.get(shown.id).hidden = !enabled(shown, seen);
    for (const item of data.items) {
      const { clear, radios, output, field } = parts(item);
      const value = answer(item);
      if (clear) clear.hidden = value === null;
      if (output) output.textContent = value === null ? "no mark yet" : item.whole ? String(value) : "marked";
      if (value !== null && value !== undefined) boxes.get(item.id).classList.remove("lacking");
    }
    const done = [...asked].filter(id => given.has(id)).length;
    byId("count").textContent = `${done} of ${asked.size} answered`;
    byId("save").textContent = "Save";
    warned = "";
  };
  let warned = "";

  const answered = () => {
    const top = [];
    const open = [];
    for (const item of data.items) {
      const value = answer(item);
      if (!asked.has(item.id) || value === null || value === undefined) continue;
      let shared = 0;
      while (shared < open.length && open[shared].linkId === item.groups[shared]) shared++;
      open.length = shared;
      for (const id of item.groups.slice(shared)) {
        const group = { linkId: id, item: [] };
        (open.length ? open[open.length - 1].item : top).push(group);
        open.push(group);
      }
      const kind = { boolean: "Boolean", text: "String" }[item.kind] || item.type;
      const node = item.kind === "choice" ? item.options[value].value : { [`value${kind}`]: value };
      (open.length ? open[open.length - 1].item : top).push({ linkId: item.id, answer: [node] });
    }
    return top;
  };

  const response = () => {
    const text = id => byId(id).value.trim();
    const words = {
      site: text("site") || "person", side: byId("side").value,
      replicate: text("replicate") || "1", reseated: byId("reseated").checked ? "yes" : "no",
    };
    const found = {
      resourceType: "QuestionnaireResponse", status: "completed", questionnaire: data.questionnaire,
      subject: { reference: `Patient/${text("subject")}` },
      encounter: { identifier: { value: text("visit") } },
      item: answered(),
      extension: [{ url: data.place, extension: Object.entries(words).map(([url, valueString]) => ({ url, valueString })) }],
    };
    if (data.language) found.language = data.language;
    if (text("date")) found.authored = text("date");
    if (data.sources[byId("rater").value]) found.source = { type: data.sources[byId("rater").value] };
    if (text("operator")) found.author = { display: text("operator") };
    return found;
  };

  const save = event => {
    event.preventDefault();
    const whose = ["subject", "visit"].filter(id => !byId(id).value.trim());
    for (const id of ["subject", "visit"]) byId(id).parentElement.classList.toggle("lacking", whose.includes(id));
    const wrong = data.items.filter(item => asked.has(item.id) && answer(item) === undefined);
    const gaps = data.items.filter(item => asked.has(item.id) && item.required && answer(item) === null);
    for (const item of data.items) boxes.get(item.id).classList.toggle("lacking", wrong.includes(item) || gaps.includes(item));
    if (whose.length || wrong.length) {
      const told = [...(whose.length ? [`${whose.join(" and ")} must be said`] : []), ...(wrong.length ? [`${wrong.length} answers are not allowed`] : [])];
      byId("told").textContent = `Not saved: ${told.join("; ")}.`;
      (whose.length ? byId(whose[0]) : parts(wrong[0]).field).focus();
      return;
    }
    const key = gaps.map(item => item.id).join("\n");
    if (gaps.length && warned !== key) {
      warned = key;
      byId("told").textContent = `${gaps.length} required ${gaps.length === 1 ? "question is" : "questions are"} not answered; save once more to leave ${gaps.length === 1 ? "it" : "them"} open.`;
      byId("save").textContent = "Save with gaps";
      boxes.get(gaps[0].id).scrollIntoView({ block: "center" });
      return;
    }
    const text = JSON.stringify(response(), null, 2) + "\n";
    byId("json").value = text;
    byId("json").textContent = text;
    byId("kept").hidden = false;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/fhir+json" }));
    const name = [byId("subject").value, byId("visit").value, data.id, byId("replicate").value || "1"];
    link.download = name.map(part => part.trim().replace(/[^\w.-]+/g, "-")).join("_") + ".json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    byId("told").textContent = `Saved as ${link.download}; take it in with: turgor study add STUDY ${link.download}`;
  };

  for (const item of data.items) {
    const { radios, field, clear } = parts(item);
    if (item.kind === "slider") {
      const marked = () => { field.classList.remove("unmarked"); refresh(); };
      field.addEventListener("input", marked);
      field.addEventListener("pointerup", marked);
      field.addEventListener("keydown", event => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); marked(); } });
    }
    if (clear) clear.addEventListener("click", () => {
      radios.forEach(radio => { radio.checked = false; });
      if (item.kind === "slider") field.classList.add("unmarked");
      refresh();
    });
  }
  byId("form").addEventListener("input", refresh);
  byId("form").addEventListener("change", refresh);
  byId("form").addEventListener("submit", save);
  if (!byId("date").value) {
    const now = new Date();
    byId("date").value = new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  }
  refresh();
})();
