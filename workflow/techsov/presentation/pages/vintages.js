// Vintage tables of any series: rows are years, columns are releases.
"use strict";
(() => {
  const given = JSON.parse(document.getElementById("series").textContent);
  const [indicator, country] = ["indicator", "country"].map((id) => document.getElementById(id));
  const place = document.getElementById("chosen");

  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  };
  const fill = (menu, names, kept) => {
    menu.replaceChildren(...names.map(([value, text]) => new Option(text, value)));
    if (names.some(([value]) => value === kept)) menu.value = kept;
  };

  const table = (of) => {
    const made = element("table", undefined, "vintages");
    made.append(element("caption", of.dataset));
    const head = made.createTHead().insertRow();
    head.append(element("th", given.year));
    for (const [vintage, released] of of.releases) {
      const cell = element("th", vintage, "number");
      if (released !== vintage) cell.append(element("small", released));
      head.append(cell);
    }
    const body = made.createTBody();
    for (const [year, ...cells] of of.rows) {
      const row = body.insertRow();
      row.append(element("th", year));
      let before = "";
      for (const text of cells) {
        row.append(element("td", text, "number" + (before && text && text !== before ? " moved" : "")));
        before = text || before;
      }
    }
    return made;
  };

  const show = () => {
    place.replaceChildren(...given.series[indicator.value][country.value].map(table));
    history.replaceState(null, "", `#${indicator.value}/${country.value}`);
  };
  const choose = (kept) => {
    const held = Object.keys(given.series[indicator.value]);
    fill(country, held.map((code) => [code, given.countries[code]]), kept);
    show();
  };

  const [askedIndicator, askedCountry] = decodeURIComponent(location.hash.slice(1)).split("/");
  fill(indicator, Object.keys(given.series).map((i) => [i, given.indicators[i]]), askedIndicator);
  choose(askedCountry || given.first);
  indicator.addEventListener("change", () => choose(country.value));
  country.addEventListener("change", show);
})();
